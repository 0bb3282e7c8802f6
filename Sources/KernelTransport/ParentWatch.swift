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
        guard let text = getenv("JPY_PARENT_PID"), let client = Int32(String(cString: text)), client > 0 else {
            return nil
        }
        return ParentWatch { getppid() }
    }

    /// Whether the parent has gone.
    var hasParentGone: Bool { identifier() != original }
}
