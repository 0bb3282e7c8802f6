import Glibc

/// Standard input as characters, for an editor of lines; an interrupt ends the wait for one.
final class TerminalInput {
    /// What the wait for a character ended with.
    enum Reading {
        case scalar(Unicode.Scalar)
        /// An interrupt; what was typed and not yet read is dropped.
        case interrupted
        case end
    }

    private var bytes: [UInt8] = []

    /// Puts a text before what is typed.
    func insert(_ text: String) { bytes.insert(contentsOf: text.utf8, at: 0) }

    /// Waits for the next character; bytes that are no UTF-8 are replaced.
    func next() -> Reading {
        while true {
            if let scalar = decoded() { return .scalar(scalar) }
            guard Interrupts.waitForInput() else {
                bytes = []
                return .interrupted
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = chunk.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes += chunk[..<count]
            } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
                return .end
            }
        }
    }

    /// Takes the first character off the bytes; nil while they are only its beginning.
    private func decoded() -> Unicode.Scalar? {
        guard let first = bytes.first else { return nil }
        let length =
            switch first {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        let sequence = bytes.prefix(length)
        if let text = String(validating: sequence, as: UTF8.self), sequence.count == length {
            bytes.removeFirst(length)
            return text.unicodeScalars.first
        }
        let isBeginning = sequence.count < length && sequence.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
        if isBeginning { return nil }
        bytes.removeFirst()
        return "\u{FFFD}"
    }
}
