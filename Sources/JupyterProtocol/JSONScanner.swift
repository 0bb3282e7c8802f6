/// Walks over JSON text without building anything, and without recursion.
struct JSONScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next byte, or 0 (which is no part of JSON outside of a string) at the end.
    private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    /// Whether the whole text is one object; to be asked once.
    mutating func scanObjectToEnd() -> Bool {
        skipSpace()
        guard current == UInt8(ascii: "{"), scanValues() else { return false }
        skipSpace()
        return position == bytes.count
    }

    /// Scans one value with all that is nested in it.
    private mutating func scanValues() -> Bool {
        /// The closing brackets still awaited, the innermost last.
        var open: [UInt8] = []
        while true {
            skipSpace()
            switch current {
            case UInt8(ascii: "{"):
                position += 1
                skipSpace()
                if current != UInt8(ascii: "}") {
                    open.append(UInt8(ascii: "}"))
                    guard open.count <= JSONText.deepestNesting, scanKey() else { return false }
                    continue
                }
                position += 1
            case UInt8(ascii: "["):
                position += 1
                skipSpace()
                if current != UInt8(ascii: "]") {
                    open.append(UInt8(ascii: "]"))
                    guard open.count <= JSONText.deepestNesting else { return false }
                    continue
                }
                position += 1
            case UInt8(ascii: "\""):
                guard scanString() else { return false }
            case UInt8(ascii: "t"):
                guard scanWord("true") else { return false }
            case UInt8(ascii: "f"):
                guard scanWord("false") else { return false }
            case UInt8(ascii: "n"):
                guard scanWord("null") else { return false }
            default:
                guard scanNumber() else { return false }
            }
            // A value has ended: close what it completes, or go on to its next sibling.
            var siblingFollows = false
            while let closing = open.last, !siblingFollows {
                skipSpace()
                if current == closing {
                    position += 1
                    open.removeLast()
                } else if current == UInt8(ascii: ",") {
                    position += 1
                    if closing == UInt8(ascii: "}"), !scanKey() { return false }
                    siblingFollows = true
                } else {
                    return false
                }
            }
            if !siblingFollows { return true }
        }
    }

    /// Scans a member's name and its colon.
    private mutating func scanKey() -> Bool {
        skipSpace()
        guard scanString() else { return false }
        skipSpace()
        guard current == UInt8(ascii: ":") else { return false }
        position += 1
        return true
    }

    private mutating func scanString() -> Bool {
        guard current == UInt8(ascii: "\"") else { return false }
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return true
            case UInt8(ascii: "\\"):
                guard scanEscape() else { return false }
            case 0..<0x20:
                return false
            default:
                break
            }
        }
        return false
    }

    /// Scans what follows a backslash.
    private mutating func scanEscape() -> Bool {
        let byte = current
        position += 1
        switch byte {
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                switch current {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"):
                    position += 1
                default:
                    return false
                }
            }
            return true
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        default:
            return false
        }
    }

    private mutating func scanNumber() -> Bool {
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else if !scanDigits() {
            return false
        }
        if current == UInt8(ascii: ".") {
            position += 1
            guard scanDigits() else { return false }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard scanDigits() else { return false }
        }
        return true
    }

    /// Scans digits, at least one.
    private mutating func scanDigits() -> Bool {
        let start = position
        while UInt8(ascii: "0")...UInt8(ascii: "9") ~= current { position += 1 }
        return position > start
    }

    private mutating func scanWord(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard bytes.count - position >= length else { return false }
        let matches = word.withUTF8Buffer { bytes[position..<position + length].elementsEqual($0) }
        position += length
        return matches
    }

    private mutating func skipSpace() {
        while true {
            switch current {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
            default: return
            }
        }
    }
}
