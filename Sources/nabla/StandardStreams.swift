import Glibc

/// The process's standard streams.
enum StandardStreams {
    /// Writes all of a text; a reader that has gone away is no reason to fail.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno != EINTR { return }
            bytes = bytes.dropFirst(max(written, 0))
        }
    }

    /// Whether a stream is a terminal that shows colours.
    static func showsColor(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && getenv("NO_COLOR") == nil
    }

    /// The columns of the terminal, 80 where there is none.
    static var columns: Int {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
    }
}
