import FoundationEssentials
import Testing

@testable import KernelTransport

@Suite struct UpdateQueueTests {
    private let start = ContinuousClock.now

    private func frames(_ text: String) -> [Data] { [Data(text.utf8)] }

    private func texts(_ updates: [[Data]]) -> [String] {
        updates.map { String(decoding: $0.first ?? Data(), as: UTF8.self) }
    }

    @Test func theFirstUpdateGoesAtOnceAndOfThoseThatWaitTheNewest() {
        var queue = UpdateQueue()
        #expect(queue.deadline == nil)
        queue.add(frames("a1"), to: "a", at: start)
        #expect(queue.deadline == start)
        #expect(texts(queue.take(dueAt: start)) == ["a1"])
        #expect(queue.deadline == nil)
        queue.add(frames("a2"), to: "a", at: start)
        queue.add(frames("a3"), to: "a", at: start)
        #expect(texts(queue.take(dueAt: start)) == [])
        #expect(queue.deadline == start + Pace.shortestInterval)
        #expect(texts(queue.take(dueAt: start + Pace.shortestInterval)) == ["a3"])
        #expect(texts(queue.takeAll()) == [])
    }

    @Test func displaysWaitInTheOrderTheyCame() {
        var queue = UpdateQueue()
        for display in ["b", "a", "c"] { queue.add(frames(display), to: display, at: start) }
        #expect(texts(queue.take(dueAt: start)) == ["b", "a", "c"])
        for display in ["c", "b", "c", "a"] { queue.add(frames(display), to: display, at: start) }
        #expect(texts(queue.takeAll()) == ["c", "b", "a"])
        // What comes after is another cell's: it need not wait.
        queue.add(frames("b2"), to: "b", at: start)
        #expect(texts(queue.take(dueAt: start)) == ["b2"])
    }

    /// Ten updates in a second for a day are some thousand messages, all of them in the first seconds.
    @Test func whatIsPublishedGrowsWithTheLogarithmOfTime() {
        var queue = UpdateQueue()
        var counts: [Int] = []
        var count = 0
        for tenth in 0..<864_000 {
            let now = start + .milliseconds(100 * tenth)
            queue.add(frames("\(tenth)"), to: "a", at: now)
            count += queue.take(dueAt: now).count
            if tenth == 99 || tenth == 35_999 { counts.append(count) }
        }
        #expect(counts.first == 100)
        #expect(counts.last.map { $0 < 800 } == true)
        #expect(count < 1200)
        #expect(texts(queue.takeAll()) == ["863999"])
    }
}
