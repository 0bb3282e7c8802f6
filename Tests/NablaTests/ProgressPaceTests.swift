import Testing

@testable import nabla

@Suite struct ProgressPaceTests {
    /// A clock that stands where it is set.
    private final class Clock {
        private let start = ContinuousClock.now
        var seconds = 0.0
        var now: ContinuousClock.Instant { start + .seconds(seconds) }
    }

    @Test func `a line is due each two seconds, and in a short run none`() {
        let clock = Clock()
        var pace = ProgressPace { clock.now }
        var due: [Double] = []
        for tenth in 0...65 {
            clock.seconds = Double(tenth) / 10
            if pace.isDue() { due.append(clock.seconds) }
        }
        #expect(due == [2, 4, 6])
        // The next statement begins to count anew.
        pace.restart()
        due = []
        for seconds in [8.4, 8.5, 8.6] {
            clock.seconds = seconds
            if pace.isDue() { due.append(seconds) }
        }
        #expect(due == [8.5])
    }

    @Test func `after a long silence one line is due, not several`() {
        let clock = Clock()
        var pace = ProgressPace { clock.now }
        clock.seconds = 9
        let due = [pace.isDue(), pace.isDue()]
        #expect(due == [true, false])
    }
}
