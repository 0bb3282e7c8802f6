/// Reads the header of a tensor file: JSON, of which only what such a header may hold is understood.
struct TensorHeaderReader {
    /// What the header says of one array.
    struct Entry {
        var name: String
        var type = ""
        var shape: [Int] = []
        /// Where its bytes lie, counted from the end of the header.
        var start = 0
        var end = 0
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the whole header.
    ///
    /// - Throws: A file error with the place in the file.
    mutating func read() throws(EngineError) -> (metadata: [String: String], entries: [Entry]) {
        var metadata: [String: String]?
        var entries: [Entry] = []
        var names: Set<String> = []
        try members { (reader, name) throws(EngineError) in
            guard names.insert(name).inserted else { throw reader.fault("\"\(name)\" stands twice in the header") }
            if name == "__metadata__" {
                metadata = try reader.texts()
            } else {
                entries.append(try reader.entry(name))
            }
        }
        skipSpace()
        guard position == bytes.count else { throw fault("something follows the header's last brace") }
        return (metadata: metadata ?? [:], entries: entries)
    }

    private mutating func texts() throws(EngineError) -> [String: String] {
        var texts: [String: String] = [:]
        try members { (reader, key) throws(EngineError) in
            guard texts[key] == nil else { throw reader.fault("\"\(key)\" stands twice in the description") }
            texts[key] = try reader.text()
        }
        return texts
    }

    private mutating func entry(_ name: String) throws(EngineError) -> Entry {
        var entry = Entry(name: name)
        var given: Set<String> = []
        try members { (reader, key) throws(EngineError) in
            guard given.insert(key).inserted else { throw reader.fault("\(key) of \(name) stands twice") }
            switch key {
            case "dtype": entry.type = try reader.text()
            case "shape": entry.shape = try reader.counts()
            case "data_offsets":
                let offsets = try reader.counts()
                guard offsets.count == 2 else {
                    throw reader.fault("\(name) has \(offsets.count) offsets instead of 2")
                }
                (entry.start, entry.end) = (offsets[0], offsets[1])
            default: throw reader.fault("an array has dtype, shape and data_offsets, and \(name) has \"\(key)\"")
            }
        }
        guard given.count == 3 else { throw fault("\(name) lacks one of dtype, shape and data_offsets") }
        return entry
    }

    // MARK: JSON

    private mutating func members(
        _ member: (inout TensorHeaderReader, String) throws(EngineError) -> Void
    ) throws(EngineError) {
        try expect("{")
        if consume("}") { return }
        repeat {
            let name = try text()
            try expect(":")
            try member(&self, name)
        } while consume(",")
        try expect("}")
    }

    private mutating func counts() throws(EngineError) -> [Int] {
        var counts: [Int] = []
        try expect("[")
        if consume("]") { return counts }
        repeat {
            skipSpace()
            var count = 0
            let first = position
            while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] {
                let (tens, overflow) = count.multipliedReportingOverflow(by: 10)
                let (sum, carry) = tens.addingReportingOverflow(Int(bytes[position] - UInt8(ascii: "0")))
                guard !overflow, !carry else { throw fault("this number is too large") }
                count = sum
                position += 1
            }
            guard position > first else { throw fault("a whole number is due here") }
            counts.append(count)
        } while consume(",")
        try expect("]")
        return counts
    }

    private mutating func text() throws(EngineError) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: text, as: UTF8.self) else {
                    throw fault("this text is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): text += Array(String(try escaped()).utf8)
            case 0..<0x20: throw fault("a control character stands in a text")
            default: text.append(byte)
            }
        }
        throw fault("this text does not end")
    }

    private mutating func escaped() throws(EngineError) -> Unicode.Scalar {
        guard position < bytes.count else { throw fault("this text does not end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            guard 0xD800..<0xDC00 ~= unit else {
                guard let scalar = Unicode.Scalar(unit) else { throw fault("this escape is no character") }
                return scalar
            }
            guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw fault("this escape is half a character") }
            position += 2
            let low = try codeUnit()
            guard 0xDC00..<0xE000 ~= low,
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { throw fault("this escape is half a character") }
            return scalar
        default: throw fault("this escape is none of JSON's")
        }
    }

    private mutating func codeUnit() throws(EngineError) -> UInt32 {
        guard position + 4 <= bytes.count,
            bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw fault("four hexadecimal digits are due here") }
        position += 4
        return unit
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(EngineError) {
        guard consume(character) else { throw fault("\(character) is due here") }
    }

    private mutating func consume(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private func fault(_ message: String) -> EngineError { .file("byte \(8 + position) of the header: \(message)") }
}
