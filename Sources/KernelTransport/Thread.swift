internal import Glibc

/// A thread of the operating system, which no signal of the process disturbs.
struct Thread {
    private let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: what an error calls the thread.
    ///   - stackSize: in bytes; memory is taken only as it is used.
    ///   - body: what the thread does, and with it all it works on.
    init(named name: String, stackSize: Int, _ body: sending @escaping () -> Void) throws(TransportError) {
        let box = Unmanaged.passRetained(Body(body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)

        // The new thread inherits the mask: signals go to threads that are ready for them.
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        var handle = pthread_t()
        let result = pthread_create(
            &handle, &attributes,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        guard result == 0 else {
            box.release()
            throw TransportError(
                .lackOfResources, "cannot start the \(name) thread: \(String(cString: strerror(result)))")
        }
        self.handle = handle
    }

    /// Waits for the thread to end.
    func join() { pthread_join(handle, nil) }

    /// Leaves the thread to itself.
    func detach() { pthread_detach(handle) }

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }
}
