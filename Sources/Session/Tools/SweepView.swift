import Drawing

/// The one display of a sweep, in place of those of the trainings in it.
final class SweepView {
    private let title: String
    private let machine: Machine
    private let wasSweeping: Bool
    private let display: LiveDisplay
    private var fraction = 0.0
    /// Whether every point has been run.
    var isWhole = false

    /// Shows a sweep that begins.
    init(title: String, machine: Machine) {
        self.title = title
        self.machine = machine
        wasSweeping = machine.isSweeping
        display = LiveDisplay(machine: machine)
        display.begin(Self.report(title, 0, points: 0, .running))
        machine.isSweeping = true
    }

    /// Shows how far it is.
    func update(_ fraction: Double, points: Int) {
        self.fraction = fraction
        display.update {
            Self.report(title, fraction, points: points, .running, timeLeft: display.timeLeft(after: fraction))
        }
    }

    /// Shows how it ended: whole, or left before its end.
    func end(_ points: Int) {
        machine.isSweeping = wasSweeping
        display.finish(Self.report(title, isWhole ? 1 : fraction, points: points, isWhole ? .finished : .interrupted))
    }

    private static func report(
        _ title: String, _ fraction: Double, points: Int, _ state: ProgressReport.State, timeLeft: String? = nil
    ) -> ProgressReport {
        ProgressReport(
            title: title, fraction: fraction, fields: [ProgressReport.Field("points", "\(points)")], state: state,
            timeLeft: timeLeft)
    }
}
