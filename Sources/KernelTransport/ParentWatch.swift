internal import Glibc

/// Notices that the process that started the kernel has gone.
///
/// The parent's identifier changes then, though not always to 1: another process may adopt orphans.
struct ParentWatch: Sendable {
    private let identifier: @Sendable () -> Int32
    private let original: Int32

    /// Watches the parent, as told by a function.
    init(_ identifier: @escaping @Sendable () -> Int32) {
        self.identifier = identifier
        original = identifier()
    }

    /// Watches this process's parent if a client that wants the kernel to end with it has started it; else nil.
    static func fromEnvironment() -> ParentWatch? {
        wanted(by: getenv("JPY_PARENT_PID").map { String(cString: $0) })
    }

    /// Watches this process's parent if the text is the identifier of a process; else nil.
    static func wanted(by client: String?) -> ParentWatch? {
        guard let client, let identifier = Int32(client), identifier > 0 else { return nil }
        return ParentWatch { getppid() }
    }

    /// Whether the parent has gone.
    var hasParentGone: Bool { identifier() != original }
}
