import Drawing

/// One display that is updated in place while something runs, at most ten times a second.
final class LiveDisplay {
    /// Where it is shown; nowhere within a sweep, which has a display of its own, and in a line that ends in `;`.
    private let output: (any Output)?
    private let identifier: Int
    private let clock = ContinuousClock()
    private var lastUpdate: ContinuousClock.Instant
    private let start: ContinuousClock.Instant
    private var isShown = false

    /// Prepares a display, which shows nothing yet.
    init(machine: Machine) {
        output = machine.isSweeping || machine.isQuiet ? nil : machine.output
        identifier = machine.newLiveIdentifier()
        start = clock.now
        lastUpdate = start
    }

    /// Shows the first state, unless one is shown already.
    func begin(_ report: @autoclosure () -> ProgressReport) {
        if isShown { return }
        isShown = true
        output?.displayLive(report().rendering, identifier: identifier)
    }

    /// Shows a later state, made only when it is time for one.
    func update(_ report: () -> ProgressReport) {
        guard let output else { return }
        let now = clock.now
        guard now - lastUpdate >= .milliseconds(100) else { return }
        lastUpdate = now
        output.updateLive(report().rendering, identifier: identifier, isFinal: false)
    }

    /// Shows the last state, which stays; it holds no times, so that a notebook comes out the same every time.
    func finish(_ report: ProgressReport) {
        begin(report)
        output?.updateLive(report.rendering, identifier: identifier, isFinal: true)
    }

    /// The time left at the pace so far, in words: `12 s`.
    func timeLeft(after fraction: Double) -> String? {
        guard fraction > 0.02, fraction < 1 else { return nil }
        let elapsed = clock.now - start
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        let left = seconds * (1 - fraction) / fraction
        guard left.isFinite, left < 1e6 else { return nil }
        return left < 90 ? "\(Int(left.rounded(.up))) s" : "\(Int((left / 60).rounded(.up))) min"
    }
}

extension ProgressReport {
    /// The report as text and HTML.
    var rendering: Rendering { .progress(self) }
}
