import FoundationEssentials

/// An object of JSON that is written member by member, as an encoder would write it.
///
/// It is for what each small cell says: an encoder takes longer for that than the cell takes.
struct JSONObject {
    private var bytes: [UInt8]

    /// Creates an object without members, with room for a header.
    init() {
        bytes = []
        bytes.reserveCapacity(256)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Adds a member, if it has a value; members come in the order of their keys, so that equal objects have equal texts.
    mutating func add(_ key: String, _ value: String?) {
        guard let value else { return }
        begin(key)
        append(value)
    }

    /// Adds a member, if it has a value.
    mutating func add(_ key: String, _ value: Int?) {
        guard let value else { return }
        begin(key)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Adds a member whose value is JSON text already.
    mutating func add(_ key: String, text: Data) {
        begin(key)
        bytes.append(contentsOf: text)
    }

    /// The object's text.
    var text: Data {
        var text = Data(capacity: bytes.count + 1)
        text.append(contentsOf: bytes)
        text.append(UInt8(ascii: "}"))
        return text
    }

    private mutating func begin(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        append(key)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Appends a string in its quotes.
    private mutating func append(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { text in
            var start = 0
            for index in text.indices where Self.needsEscape(text[index]) {
                bytes.append(contentsOf: text[start..<index])
                bytes.append(contentsOf: Self.escape(text[index]).utf8)
                start = index + 1
            }
            bytes.append(contentsOf: text[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): #"\""#
        case UInt8(ascii: "\\"): #"\\"#
        case UInt8(ascii: "\n"): #"\n"#
        case UInt8(ascii: "\r"): #"\r"#
        case UInt8(ascii: "\t"): #"\t"#
        case 0x08: #"\b"#
        case 0x0C: #"\f"#
        default: (byte < 0x10 ? #"\u000"# : #"\u00"#) + String(byte, radix: 16)
        }
    }
}
