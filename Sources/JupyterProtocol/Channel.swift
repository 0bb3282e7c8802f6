/// The five channels between a client and a kernel.
public enum Channel: String, Sendable, Hashable, CaseIterable {
    case shell
    case control
    case stdin
    case iopub
    case heartbeat
}
