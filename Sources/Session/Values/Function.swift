import Language

/// A function that a cell defines: its body, compiled, and the slots of its parameters.
///
/// No call keeps what its parameters were: each puts back what it found in their slots, so that a function may call itself.
final class Function: Sendable {
    /// The name it was defined by.
    let name: String
    /// The names of the parameters.
    let parameters: [String]
    /// The definition as it was written: `f(x) = x²`.
    let text: String
    private let slots: [Int]
    private let body: Code
    /// How many operations its body nests.
    private let height: Int
    private let source: SourceText
    private let bodySpan: Span

    init(
        name: String, parameters: [String], slots: [Int], body: @escaping Code, height: Int, source: SourceText,
        span: Span, bodySpan: Span
    ) {
        self.name = name
        self.parameters = parameters
        self.slots = slots
        self.body = body
        self.height = height
        self.source = source
        self.bodySpan = bodySpan
        text = source.text(span)
    }

    /// How the function is called.
    var form: String { name + "(" + parameters.joined(separator: ", ") + ")" }

    /// The most operations that calls may nest, which fit into four megabytes of stack.
    static let costLimit = 5000
    /// What a call costs beside the operations of the function's body.
    static let callCost = 6

    /// Calls the function; what goes wrong inside is reported at the call, with where inside it was.
    func call(_ values: [Value], at span: Span, _ machine: Machine) throws(Diagnostic) -> Value {
        guard values.count == slots.count else {
            throw Diagnostic(
                .syntax,
                "\(name) takes \(counted(slots.count, "value")), and here \(values.count == 1 ? "is" : "are") "
                    + "\(values.isEmpty ? "none" : "\(values.count)")", at: span, hint: "its form: \(form)",
                topic: "functions")
        }
        try machine.checkInterrupt(at: span)
        try machine.enterCall(of: self, cost: height + Self.callCost, at: span)
        var replaced: [Value?] = []
        replaced.reserveCapacity(slots.count)
        for (slot, value) in zip(slots, values) {
            replaced.append(machine.slots[slot])
            machine.set(slot, to: value)
        }
        defer {
            for (slot, value) in zip(slots, replaced) { machine.set(slot, to: value) }
            machine.leaveCall(cost: height + Self.callCost)
        }
        do throws(Diagnostic) {
            return try body(machine)
        } catch {
            throw reported(error, at: span)
        }
    }

    /// An error of the body as the caller sees it: the places in it belong to another text.
    private func reported(_ error: Diagnostic, at span: Span) -> Diagnostic {
        var reported = error
        reported.spans = [span]
        if error.origin == nil, error.kind != .interrupted {
            let fault = error.spans.dropFirst().reduce(error.spans.first ?? bodySpan) { $0.union($1) }
            let place = fault == bodySpan ? "" : ", at \(source.text(fault))"
            reported.origin = "in \(text)\(place)"
        }
        return reported
    }
}

extension Machine {
    /// Notes a call, which may not nest too deep in others.
    fileprivate func enterCall(of function: Function, cost: Int, at span: Span) throws(Diagnostic) {
        guard callCost + cost <= Function.costLimit else {
            throw Diagnostic(
                .limit, "calls nest \(callDepth) deep here, and there is no room for another of \(function.name)",
                at: span, hint: "that cannot be raised: a shorter body goes deeper, and a loop has no such limit",
                topic: "limits",
                origin: "in \(function.text)")
        }
        callCost += cost
        callDepth += 1
    }

    fileprivate func leaveCall(cost: Int) {
        callCost -= cost
        callDepth -= 1
    }
}
