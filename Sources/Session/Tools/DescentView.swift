import Drawing

/// The display of a long descent.
final class DescentView {
    private let title: String
    private let steps: Int
    private let display: LiveDisplay
    private var step = 0
    private var value: Double?
    /// How it stands; where an error ends it, it has failed.
    var state = ProgressReport.State.failed("")

    /// Shows a descent that begins.
    init(title: String, steps: Int, machine: Machine) {
        self.title = title
        self.steps = steps
        display = LiveDisplay(machine: machine)
        display.begin(report(.running))
    }

    /// Shows the step it has come to, with the function's value there.
    func update(step: Int, value: Double) {
        self.step = step
        self.value = value
        display.update { report(.running, timeLeft: display.timeLeft(after: fraction)) }
    }

    /// Shows how it ended.
    func end() { display.finish(report(state)) }

    private var fraction: Double { steps == 0 ? 1 : Double(step) / Double(steps) }

    private func report(_ state: ProgressReport.State, timeLeft: String? = nil) -> ProgressReport {
        var fields = [ProgressReport.Field("step", "\(step) of \(steps)")]
        if let value, value.isFinite {
            fields.append(ProgressReport.Field("value", NumberText.significant(value, digits: 6)))
        }
        return ProgressReport(title: title, fraction: fraction, fields: fields, state: state, timeLeft: timeLeft)
    }
}
