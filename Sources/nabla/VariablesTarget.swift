import JupyterProtocol
import KernelCore
import Session

/// The comm target `nabla.variables`: tells of the variables on opening, and again for each message that comes.
///
/// What it says is `{"variables": [{"name": "x", "type": "number", "value": "7"}]}`, in the order of their first assignment.
final class VariablesTarget: CommTarget {
    static let name = "nabla.variables"

    private let variables: () -> [VariableSummary]

    init(_ variables: @escaping () -> [VariableSummary]) { self.variables = variables }

    func open(_ comm: borrowing Comm, _ message: CommMessage) { tell(over: comm) }

    func receive(_ message: CommMessage, over comm: borrowing Comm) { tell(over: comm) }

    private func tell(over comm: borrowing Comm) {
        let list = variables().map { variable in
            JSONValue.object([
                "name": .string(variable.name), "type": .string(variable.kind), "value": .string(variable.text),
            ])
        }
        comm.send(CommMessage(["variables": .array(list)]))
    }
}
