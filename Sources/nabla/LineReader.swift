import Glibc

/// Reads standard input line by line; unlike the library's `readLine`, an interrupt ends the wait for a line.
final class LineReader {
    /// What the wait for a line ended with.
    enum Reading: Equatable {
        /// A line, without its end.
        case line(String)
        /// An interrupt; the terminal has dropped what was typed of the line.
        case interrupted
        /// The end of the input.
        case end
    }

    private var buffer: [UInt8] = []
    /// How much of the buffer is known to hold no line's end.
    private var searched = 0
    private var isAtEnd = false

    /// Waits for the next line; a last one needs no line's end.
    func next() -> Reading {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return taken(upTo: end)
            }
            searched = buffer.count
            if isAtEnd {
                defer { buffer = [] }
                return buffer.isEmpty ? .end : taken(upTo: buffer.count)
            }
            guard Interrupts.waitForInput() else {
                buffer = []
                searched = 0
                return .interrupted
            }
            readMore()
        }
    }

    private func taken(upTo end: Int) -> Reading {
        searched = 0
        let line = buffer[..<end]
        return .line(String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self))
    }

    private func readMore() {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = chunk.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
        if count > 0 {
            buffer += chunk[..<count]
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
            isAtEnd = true
        }
    }
}
