import FoundationEssentials
import Glibc
import JupyterProtocol
import Testing

@testable import KernelTransport

/// `nabla kernel` as a process of its own, with its connection file, socket files and history in a directory of its own.
final class KernelProcess {
    let connection: ConnectionFile
    private let directory: String
    private var identifier: pid_t = 0
    /// Ends when the last process that has its other end has gone.
    private var life: Int32 = -1
    private var hasBeenAwaited = false

    /// The binary that is tested, which is built beside the tests.
    private static var binary: String {
        get throws {
            var bytes = [CChar](repeating: 0, count: 4096)
            let count = readlink("/proc/self/exe", &bytes, bytes.count)
            try #require(count > 0)
            let tests = String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // A debug build's tests may be run by a helper of the toolchain, which names them.
            let names = [tests] + CommandLine.arguments
            let candidates = names.map { ($0.split(separator: "/", omittingEmptySubsequences: false).dropLast()) }
                .map { $0.joined(separator: "/") + "/nabla" }
            return try #require(candidates.first { access($0, X_OK) == 0 }, "there is no nabla beside \(tests)")
        }
    }

    /// Starts a kernel.
    ///
    /// - Parameters:
    ///   - isOrphanable: whether a shell stands between, which `killParent` kills and the kernel watches.
    init(isOrphanable: Bool = false) throws {
        var template = Array("/tmp/nabla-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
        directory = String(cString: try #require(made))
        let text = """
            {"transport":"ipc","ip":"\(directory)/kernel","key":"secret","shell_port":1,"control_port":2,"stdin_port":3,
            "iopub_port":4,"hb_port":5}
            """
        try text.write(to: URL(filePath: "\(directory)/connection.json"), atomically: false, encoding: .utf8)
        connection = try ConnectionFile(parsing: Data(text.utf8))
        try start(isOrphanable: isOrphanable)
    }

    /// Starts the kernel again, on the same connection, as a client does on a restart.
    func start(isOrphanable: Bool = false) throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
        life = ends[0]
        let kernel = [try Self.binary, "kernel", "\(directory)/connection.json"]
        // The shell does something after the kernel, or it would become the kernel.
        let arguments = isOrphanable ? ["/bin/sh", "-c", "\"$@\"; exit", "sh"] + kernel : kernel
        let environment =
            [
                "NABLA_HISTORY=\(directory)/history.sqlite", "HOME=\(directory)", "PATH=/usr/bin:/bin",
                "OPENBLAS_NUM_THREADS=1",
            ] + (isOrphanable ? ["JPY_PARENT_PID=\(getpid())"] : [])

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The same number, but without the flag that closes it.
        posix_spawn_file_actions_adddup2(&actions, ends[1], 3)
        var argumentPointers = arguments.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        let result = posix_spawn(&identifier, arguments[0], &actions, nil, &argumentPointers, &environmentPointers)
        close(ends[1])
        try #require(result == 0, "\(String(cString: strerror(result)))")
        hasBeenAwaited = false
    }

    func signal(_ signal: Int32) { kill(identifier, signal) }

    /// The memory that the kernel takes, in bytes.
    var residentMemory: Int {
        get throws {
            let text = try String(contentsOf: URL(filePath: "/proc/\(identifier)/status"), encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
            return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) << 10
        }
    }

    /// Whether all processes that were started have gone in time, whoever their parent is by now.
    func hasGone() -> Bool {
        var item = pollfd(fd: life, events: Int16(POLLIN), revents: 0)
        let time = Int32(patience.components.seconds * 1000)
        return poll(&item, 1, time) == 1 && item.revents & Int16(POLLHUP) != 0
    }

    /// Waits for the process to end, and gives back its status: 0 if it ended as it should, 128 and more by a signal.
    func waitForEnd() throws -> Int32 {
        try #require(hasGone(), "the kernel has not ended")
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
        hasBeenAwaited = true
        close(life)
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }

    deinit {
        if !hasBeenAwaited {
            kill(identifier, SIGKILL)
            var status: Int32 = 0
            waitpid(identifier, &status, 0)
            close(life)
        }
        try? FileManager.default.removeItem(atPath: directory)
    }
}
