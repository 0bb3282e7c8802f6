internal import CZeroMQ
internal import Glibc

/// What ZeroMQ's sockets live in; it ends when the last of them has been released.
///
/// Sendable because ZeroMQ's contexts may be used from any thread, and the handle never changes.
final class Context: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer

    /// Creates a context.
    ///
    /// - Parameter inputOutputThreads: how many threads carry messages; none are needed within the process.
    init(inputOutputThreads: Int32 = 1) throws(TransportError) {
        guard let handle = zmq_ctx_new() else {
            throw TransportError(.lackOfResources, "cannot create a ZeroMQ context: \(lastErrorText())")
        }
        self.handle = handle
        try callZeroMQ("set up a context") { zmq_ctx_set(handle, ZMQ_IO_THREADS, inputOutputThreads) }
        // Who sends wakes the thread that carries messages, which else takes the processor from who has more to send.
        if inputOutputThreads > 0, Self.allowsBatches {
            try callZeroMQ("set up a context") { zmq_ctx_set(handle, ZMQ_THREAD_SCHED_POLICY, Self.batchPolicy) }
        }
    }

    /// `SCHED_BATCH` of sched(7), whose threads interrupt nobody when they wake; the C library hides the name.
    private static let batchPolicy: Int32 = 3

    /// Whether threads may have that policy; ZeroMQ would end the process where they may not.
    private static var allowsBatches: Bool {
        var parameters = sched_param()
        var policy: Int32 = 0
        guard pthread_getschedparam(pthread_self(), &policy, &parameters) == 0,
            pthread_setschedparam(pthread_self(), batchPolicy, &parameters) == 0
        else { return false }
        return pthread_setschedparam(pthread_self(), policy, &parameters) == 0
    }

    /// Ends all waiting in sockets that are still open; from now on they can only be released.
    func shutDown() { _ = zmq_ctx_shutdown(handle) }

    /// Waits until what was sent has left, but no longer than the sockets' linger time.
    deinit { while zmq_ctx_term(handle) != 0, zmq_errno() == EINTR {} }
}

/// Calls ZeroMQ until no signal interrupts the call, and turns its return code into an error.
///
/// - Parameter action: what is being done, for the error's message.
/// - Returns: what the call returns; nil if it would have had to wait.
@discardableResult
func callZeroMQ(
    _ action: @autoclosure () -> String, code: TransportError.Code = .callFailed, _ call: () -> Int32
) throws(TransportError) -> Int32? {
    while true {
        let result = call()
        if result >= 0 { return result }
        switch zmq_errno() {
        case EINTR: continue
        case EAGAIN: return nil
        case EHOSTUNREACH: throw TransportError(.unreachable, "cannot \(action()): the client is not connected")
        case ETERM: throw TransportError(.shutDown, "cannot \(action()): the sockets have been shut down")
        default: throw TransportError(code, "cannot \(action()): \(lastErrorText())")
        }
    }
}

/// ZeroMQ's text for what went wrong last on this thread.
private func lastErrorText() -> String { String(cString: zmq_strerror(zmq_errno())) }
