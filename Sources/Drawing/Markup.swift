/// Text that is safe inside XML and HTML, in content and in quoted attributes.
public enum Markup {
    /// Replaces what has a meaning in markup; characters that XML forbids become the replacement character.
    public static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default:
                let isForbidden = scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
                result.unicodeScalars.append(isForbidden ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }

    /// A short name for a content, the same on every machine (64-bit FNV-1a).
    static func digest(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash ^= UInt64(byte)
            hash = hash &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 36)
        return String(digits.suffix(8))
    }
}

/// Writes coordinates compactly, in tenths of a pixel.
struct PathWriter {
    private(set) var bytes: [UInt8] = []
    private var current = (x: 0, y: 0)

    /// The written path.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether nothing was written.
    var isEmpty: Bool { bytes.isEmpty }

    /// Writes a line through places.
    mutating func add(_ places: [Place], isClosed: Bool) {
        guard let first = places.first else { return }
        let start = PathWriter.tenths(first)
        current = start
        bytes.append(UInt8(ascii: "M"))
        append(start.x, separated: false)
        append(start.y, separated: true)
        var isFirst = true
        for place in places.dropFirst() {
            let target = PathWriter.tenths(place)
            let step = (x: target.x - current.x, y: target.y - current.y)
            if step == (0, 0) { continue }
            if isFirst { bytes.append(UInt8(ascii: "l")) }
            append(step.x, separated: !isFirst)
            append(step.y, separated: true)
            isFirst = false
            current = target
        }
        // A place alone still shows as a dot, because lines have round ends.
        if isFirst { bytes += Array("h0".utf8) }
        if isClosed { bytes.append(UInt8(ascii: "z")) }
    }

    private static func tenths(_ place: Place) -> (x: Int, y: Int) { (tenths(place.x), tenths(place.y)) }

    private static func tenths(_ value: Double) -> Int {
        guard value.isFinite else { return 0 }
        return Int((min(max(value, -1e6), 1e6) * 10).rounded())
    }

    private mutating func append(_ tenths: Int, separated: Bool) {
        if separated && tenths >= 0 { bytes.append(UInt8(ascii: " ")) }
        bytes += Array(PathWriter.number(tenths: tenths).utf8)
    }

    /// A number of pixels with at most one decimal, without a needless zero.
    static func number(_ value: Double) -> String { number(tenths: tenths(value)) }

    private static func number(tenths: Int) -> String {
        let sign = tenths < 0 ? "-" : ""
        let magnitude = tenths.magnitude
        let whole = magnitude / 10
        let part = magnitude % 10
        if part == 0 { return sign + String(whole) }
        return sign + (whole == 0 ? "" : String(whole)) + "." + String(part)
    }
}
