/// Runs the subshells of a kernel, each beside the main shell and with an interpreter of its own.
public protocol SubshellHost: AnyObject {
    /// The subshells, the oldest first.
    var subshells: [String] { get }

    /// Starts a subshell, whose identifier no other has had.
    func createSubshell() throws(SubshellFailure) -> String

    /// Interrupts what a subshell runs, and lets it serve nothing more.
    func deleteSubshell(_ identifier: String) throws(SubshellFailure)

    /// Interrupts what the subshells run.
    func interruptSubshells()
}

/// Why nothing can be done with a subshell.
public struct SubshellFailure: Error, Sendable, Hashable {
    /// One sentence for people, without a final full stop.
    public var message: String

    /// Creates a failure.
    public init(_ message: String) { self.message = message }

    /// There is no subshell of that name.
    public static func unknown(_ identifier: String) -> SubshellFailure {
        SubshellFailure("there is no subshell `\(identifier)`")
    }
}

/// The optional features of the protocol, as clients know them.
enum KernelFeature {
    static let subshells = "kernel subshells"
}
