import Glibc

/// Threads that work beside the caller's.
public enum Threads {
    /// How many threads the machine runs at the same time.
    public static let available = max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), limit))

    /// The most threads that may work together.
    public static let limit = 256

    /// Does the caller's share of some work while other threads do theirs, and returns when all are done.
    ///
    /// Fewer threads help where the system has no more to give, so the work must be such that any number of them, and none,
    /// gets it done. They have no task-local values, the limits and interruptions of the caller among them.
    ///
    /// - Parameters:
    ///   - helpers: How many other threads work.
    ///   - help: What each of them does.
    ///   - own: What the caller's thread does meanwhile.
    ///   - whileWaiting: Called again and again, every few milliseconds, while the caller has nothing more to do and others have.
    public static func run(
        helpers: Int, help: @escaping @Sendable () -> Void, own: () -> Void, whileWaiting: () -> Void
    ) {
        var team: [Helper] = []
        for _ in 0..<max(0, min(helpers, limit)) {
            let helper = Helper(help)
            guard helper.launch() else { break }
            team.append(helper)
        }
        own()
        for helper in team { helper.finish(whileWaiting: whileWaiting) }
    }
}

/// A thread that does one thing.
private final class Helper: HelperThread, @unchecked Sendable {
    private let work: @Sendable () -> Void
    private let finished = Semaphore()

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    override func body() {
        work()
        finished.signal()
    }

    /// Waits until the work is done.
    func finish(whileWaiting: () -> Void) {
        while !finished.wait(milliseconds: 10) { whileWaiting() }
        join()
    }
}

/// A thread of the system, which no signal of the process disturbs.
class HelperThread {
    private var thread = pthread_t()

    /// As much as the calls of functions in a session need, and as a main thread has; memory is taken only as it is used.
    private static let stackSize = 16 << 20

    /// What the thread does.
    func body() {}

    /// Starts the thread, which must be joined before this object goes; false if the system has none to give.
    final func launch() -> Bool {
        let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { helper in
            if let helper { Unmanaged<HelperThread>.fromOpaque(helper).takeUnretainedValue().body() }
            return nil
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        // The new thread inherits the mask: signals go to threads that are ready for them.
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        return pthread_create(&thread, &attributes, start, Unmanaged.passUnretained(self).toOpaque()) == 0
    }

    /// Waits until the thread has ended.
    final func join() {
        pthread_join(thread, nil)
    }
}

/// A counting semaphore of the system.
struct Semaphore: ~Copyable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func signal() {
        sem_post(semaphore)
    }

    func wait() {
        // A signal to the process may wake the thread.
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }

    /// Waits so long at most; false if no signal has come.
    func wait(milliseconds: Int) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        let nanoseconds = end.tv_nsec + milliseconds * 1_000_000
        end.tv_sec += nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        return sem_timedwait(semaphore, &end) == 0
    }
}
