import Language

/// `input` and `password`.
enum Asking {
    /// Asks for a line of text.
    static func input(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        try ask(arguments, machine, isPassword: false)
    }

    /// Asks for a line of text that is not shown while it is typed.
    static func password(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        try ask(arguments, machine, isPassword: true)
    }

    private static func ask(
        _ arguments: Arguments, _ machine: Machine, isPassword: Bool
    ) throws(Diagnostic) -> Value {
        let prompt = try arguments.text(of: "prompt") ?? ""
        switch machine.waiting({ machine.output.ask(prompt, isPassword: isPassword) }) {
        case .line(let line): return .text(line)
        case .interrupted: throw Diagnostic(.interrupted, "interrupted", at: arguments.head)
        case .end: throw Diagnostic(.file, "there is no more input", at: arguments.head, topic: arguments.entry.name)
        case .unavailable:
            throw Diagnostic(
                .file, "\(arguments.entry.name) has nobody to ask: what runs this cell takes no questions",
                at: arguments.head, topic: arguments.entry.name)
        }
    }
}
