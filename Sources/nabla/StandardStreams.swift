import FoundationEssentials
import Glibc
import Synchronization

/// The process's standard streams.
enum StandardStreams {
    /// Why standard output could not be written, as an error number; 0 while it could.
    private static let outputFailure = Atomic<Int32>(0)

    /// Says so if some of the standard output has been lost, and gives an exit status for it.
    static func checkOutput() throws {
        let failure = outputFailure.load(ordering: .relaxed)
        if failure != 0 {
            throw CommandFailure.report("standard output: \(String(cString: strerror(failure)))", status: 2)
        }
    }

    /// Writes all of a text; a reader that has gone away is no reason to fail.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno != EINTR {
                if descriptor == STDOUT_FILENO && errno != EPIPE { outputFailure.store(errno, ordering: .relaxed) }
                return
            }
            bytes = bytes.dropFirst(max(written, 0))
        }
    }

    /// All bytes of a file, a pipe or, for `-`, standard input.
    static func contents(ofFile path: String) throws -> [UInt8] {
        let isInput = path == "-"
        let descriptor = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { if !isInput { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
            // A device may never end.
            guard bytes.count + count <= sizeLimit else { throw POSIXError(.EFBIG) }
            bytes += buffer[..<count]
        }
    }

    /// The most bytes that are read as a program.
    private static let sizeLimit = 64 << 20

    /// Whether a stream is a terminal that shows colours.
    static func showsColor(_ descriptor: Int32) -> Bool {
        isScreen(descriptor) && variable("NO_COLOR").isEmpty
    }

    /// Whether a stream is a terminal that can redraw a line.
    static func isScreen(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && variable("TERM") != "dumb"
    }

    /// Runs what reads a line that is typed, and shows nothing of it but its end.
    static func withoutEcho<Result>(_ body: () -> Result) -> Result {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return body() }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        hidden.c_lflag |= tcflag_t(ECHONL)
        tcsetattr(STDIN_FILENO, TCSANOW, &hidden)
        defer { tcsetattr(STDIN_FILENO, TCSANOW, &shown) }
        return body()
    }

    /// An environment variable, empty where it is not set.
    static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }

    /// The columns of the terminal, 80 where there is none.
    static var columns: Int {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
    }
}
