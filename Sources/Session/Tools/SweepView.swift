import Drawing

/// The one display of a sweep, in place of those of the trainings in it.
final class SweepView {
    private let title: String
    private let display: LiveDisplay
    /// How many points there are.
    private let points: Int
    private var done = 0
    /// Whether every point has been run.
    var isWhole = false

    /// Shows a sweep that begins.
    init(title: String, points: Int, machine: Machine) {
        self.title = title
        self.points = points
        display = LiveDisplay(machine: machine)
        display.begin(report(.running))
    }

    /// Shows how many points are done.
    func update(_ done: Int) {
        self.done = done
        display.update { report(.running, timeLeft: display.timeLeft(after: fraction)) }
    }

    /// Shows how it ended: whole, or left before its end.
    func end() {
        display.finish(report(isWhole ? .finished : .interrupted))
    }

    private var fraction: Double { points == 0 ? 1 : Double(done) / Double(points) }

    private func report(_ state: ProgressReport.State, timeLeft: String? = nil) -> ProgressReport {
        ProgressReport(
            title: title, fraction: fraction, fields: [ProgressReport.Field("points", "\(done) of \(points)")],
            state: state, timeLeft: timeLeft)
    }
}
