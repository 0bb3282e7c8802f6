import FoundationEssentials
import Testing

@testable import KernelTransport

@Suite struct PageQueueTests {
    private let start = ContinuousClock.now
    private var later: ContinuousClock.Instant { start + Pace.shortestInterval }

    private func frames(_ text: String) -> [Data] { [Data(text.utf8)] }

    private func texts(_ messages: [[Data]]) -> [String] {
        messages.map { String(decoding: $0.first ?? Data(), as: UTF8.self) }
    }

    @Test func whatIsNeverClearedComesAsItIs() {
        var queue = PageQueue()
        #expect(texts(queue.add(frames("a"))) == ["a"])
        #expect(texts(queue.add(frames("u"), updating: "d")) == ["u"])
        #expect(!queue.isWaiting)
        #expect(queue.deadline == nil)
        #expect(texts(queue.takeAll()) == [])
    }

    @Test(arguments: [false, true])
    func theFirstPageComesAtOnceAndOfThoseThatFollowTheLast(isDelayed: Bool) {
        var queue = PageQueue()
        #expect(texts(queue.clear(frames("clear 1"), isDelayed: isDelayed, at: start)) == ["clear 1"])
        #expect(texts(queue.add(frames("1"))) == ["1"])
        for page in 2...9 {
            #expect(texts(queue.clear(frames("clear \(page)"), isDelayed: isDelayed, at: start)) == [])
            #expect(queue.isWaiting)
            #expect(texts(queue.add(frames("\(page)a"))) == [])
            #expect(texts(queue.add(frames("\(page)b"))) == [])
        }
        #expect(texts(queue.take(dueAt: start)) == [])
        #expect(queue.deadline == later)
        #expect(texts(queue.take(dueAt: later)) == ["clear 9", "9a", "9b"])
        // What else the page shows comes as it is.
        #expect(!queue.isWaiting)
        #expect(texts(queue.add(frames("9c"))) == ["9c"])
        #expect(texts(queue.clear(frames("clear 10"), isDelayed: isDelayed, at: later)) == [])
        #expect(texts(queue.takeAll()) == ["clear 10"])
    }

    /// With nothing after it, such a clearing leaves what is there.
    @Test func aDelayedClearingClearsOnlyForSomethingNew() {
        var queue = PageQueue()
        _ = queue.clear(frames("clear 1"), isDelayed: true, at: start)
        _ = queue.clear(frames("clear 2"), isDelayed: true, at: start)
        #expect(texts(queue.add(frames("2"))) == [])
        _ = queue.clear(frames("clear 3"), isDelayed: true, at: start)
        _ = queue.clear(frames("clear 4"), isDelayed: true, at: start)
        #expect(texts(queue.takeAll()) == ["clear 2", "2", "clear 4"])
        // Another cell's need not wait.
        #expect(texts(queue.clear(frames("clear 5"), isDelayed: true, at: start)) == ["clear 5"])
    }

    @Test func ofTheUpdatesInAPageTheNewestCounts() {
        var queue = PageQueue()
        _ = queue.clear(frames("clear 1"), isDelayed: false, at: start)
        _ = queue.clear(frames("clear 2"), isDelayed: false, at: start)
        for (text, display) in [("a", nil), ("x1", "x"), ("y1", "y"), ("x2", "x"), ("b", nil), ("y2", "y")] {
            #expect(texts(queue.add(frames(text), updating: display)) == [])
        }
        #expect(texts(queue.take(dueAt: later)) == ["clear 2", "a", "x2", "y2", "b"])
    }

    /// A page every millisecond for a day is some thousand pages.
    @Test func whatIsPublishedGrowsWithTheLogarithmOfTime() {
        var queue = PageQueue()
        var count = 0
        for number in 0..<864_000 {
            let now = start + .milliseconds(100 * number)
            count += queue.clear(frames("clear"), isDelayed: false, at: now).count
            count += queue.add(frames("\(number)")).count
            count += queue.take(dueAt: now).count
        }
        #expect((1000...3000).contains(count))
        #expect(texts(queue.takeAll()).last == "863999")
    }
}
