import Engine
import Language

/// A function of two variables, called with two numbers or with a vector of two.
struct PlaneFunction {
    private enum Form {
        case numbers
        case row
        case column
    }

    /// The names of the two coordinates.
    let labels: (x: String, y: String)
    private let subject: FieldSubject
    private let machine: Machine
    private let form: Form

    /// Finds out how the function is called.
    init(_ subject: FieldSubject, _ machine: Machine) throws(Diagnostic) {
        self.subject = subject
        self.machine = machine
        let needed = subject.entry.parameters.filter(\.isRequired)
        if needed.count == 2 {
            labels = (x: needed[0].label, y: needed[1].label)
            form = .numbers
            return
        }
        guard needed.count == 1, let only = needed.first else {
            throw Diagnostic(
                .type,
                "\(subject.form.rawValue) takes a function of two numbers or of a vector of two, and "
                    + "\(subject.name) takes \(counted(needed.count, "value"))", at: subject.span,
                topic: subject.form.rawValue)
        }
        let all = subject.entry.parameters.filter { $0.role == .subject }.map(\.label)
        labels = all.count == 2 ? (x: all[0], y: all[1]) : (x: only.label + "₁", y: only.label + "₂")
        // A function of a vector may want it upright.
        do throws(Diagnostic) {
            _ = try Plotting.evaluate(
                subject.entry, [PlaneFunction.vector(0.5, 0.25, .row)], name: subject.name, at: subject.span, machine)
            form = .row
        } catch {
            guard error.kind == .shape || error.kind == .type else { throw error }
            let upright = PlaneFunction.vector(0.5, 0.25, .column)
            guard
                (try? Plotting.evaluate(
                    subject.entry, [upright], name: subject.name, at: subject.span, machine)) != nil
            else { throw error }
            form = .column
        }
    }

    private static func vector(_ x: Double, _ y: Double, _ form: Form) -> Value {
        .matrix(form == .row ? Matrix(row: [x, y]) : Matrix(column: [x, y]))
    }

    private func place(_ x: Double, _ y: Double) -> [Value] {
        form == .numbers ? [.number(x), .number(y)] : [PlaneFunction.vector(x, y, form)]
    }

    /// The value at a place.
    func value(_ x: Double, _ y: Double) throws(Diagnostic) -> Double {
        try Plotting.evaluate(subject.entry, place(x, y), name: subject.name, at: subject.span, machine)
    }

    /// The gradient, by automatic differentiation.
    func gradient(_ x: Double, _ y: Double) throws(Diagnostic) -> (x: Double, y: Double) {
        try machine.checkInterrupt(at: subject.span)
        let gradient = try Differentiation.gradient(of: .function(subject.entry), at: subject.span)
        let values = place(x, y)
        let found = try Calls.call(
            .function(gradient), values, spans: values.map { _ in subject.span }, head: subject.span, machine: machine)
        guard let elements = found.primal.asMatrix?.elements, elements.count == 2 else {
            throw Diagnostic(
                .type, "the gradient of \(subject.name) is \(found.described), and arrows need two numbers",
                at: subject.span, topic: "gradient")
        }
        return (x: elements[0], y: elements[1])
    }
}
