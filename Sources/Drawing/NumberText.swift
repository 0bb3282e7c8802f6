/// Numbers as text for people: rounded from the shortest decimal that names the number, halves away from zero.
///
/// So `2.675` with two decimals is `2.68`, as it is on paper, although the nearest binary number lies a little below.
public enum NumberText {
    /// Writes a number with at most the given count of significant digits, without trailing zeros.
    ///
    /// Powers of ten below 10⁻⁴ or from 10^`digits` on are written `1e-5`, `1.5e7`.
    public static func significant(_ x: Double, digits: Int = 6) -> String {
        if let word = word(for: x) { return word }
        let digits = min(max(digits, 1), 17)
        var decimal = DecimalDigits(x)
        decimal.round(toDigits: digits)
        decimal.dropTrailingZeros()
        let exponent = decimal.exponent - 1
        if exponent < -4 || exponent >= digits { return decimal.scientific(decimals: decimal.digits.count - 1) }
        return decimal.positional(decimals: max(0, decimal.digits.count - decimal.exponent))
    }

    /// Writes a number with exactly the given count of decimals.
    ///
    /// From 10²¹ on the positions would be noise, so the number is written as `significant` does.
    public static func fixed(_ x: Double, decimals: Int) -> String {
        if !x.isFinite || x.magnitude >= 1e21 { return significant(x, digits: 6) }
        let decimals = min(max(decimals, 0), 40)
        var decimal = DecimalDigits(x)
        decimal.round(toDigits: decimal.exponent + decimals)
        return decimal.positional(decimals: decimals)
    }

    /// Writes a column of numbers with common decimals, so that they align on the decimal point.
    ///
    /// Every number shows at least `digits` significant digits, as far as it has them and two more decimals allow; the smallest one
    /// shows at least two. A column whose magnitudes lie too far apart for that is written in scientific notation throughout.
    public static func aligned(_ xs: [Double], digits: Int) -> [String] {
        let digits = min(max(digits, 1), 17)
        var decimals = 0
        var leastDecimals = 0
        var mantissaDecimals = 0
        var largestExponent = 0
        for x in xs where x.isFinite && x != 0 {
            var decimal = DecimalDigits(x)
            largestExponent = max(largestExponent, decimal.exponent)
            decimal.round(toDigits: digits)
            decimal.dropTrailingZeros()
            mantissaDecimals = max(mantissaDecimals, decimal.digits.count - 1)
            if x.magnitude < 1e15 && x == x.rounded() { continue }
            decimals = max(decimals, decimal.digits.count - decimal.exponent)
            leastDecimals = max(leastDecimals, min(2, decimal.digits.count) - decimal.exponent)
        }
        let chosen = min(decimals, max(digits + 2, leastDecimals))
        if chosen <= digits + 2 && largestExponent <= 15 { return xs.map { fixed($0, decimals: chosen) } }
        return xs.map { x in
            if let word = word(for: x) { return word }
            var decimal = DecimalDigits(x)
            decimal.round(toDigits: mantissaDecimals + 1)
            return decimal.scientific(decimals: mantissaDecimals)
        }
    }

    /// The text of what has no digits worth rounding: zero, the infinities and "not a number".
    private static func word(for x: Double) -> String? {
        if x.isNaN { return "NaN" }
        if x.isInfinite { return x < 0 ? "-∞" : "∞" }
        return x == 0 ? "0" : nil
    }
}

/// The decimal digits of a finite number, 0.d₁d₂d₃… × 10^exponent.
struct DecimalDigits {
    /// Whether the number is below zero.
    var isNegative: Bool
    /// The digits, each 0…9, the first not zero; none for zero.
    var digits: [UInt8]
    /// The position of the decimal point, counted from before the first digit.
    var exponent: Int

    /// Reads the shortest digits that name the number; what is not finite counts as zero.
    init(_ x: Double) {
        isNegative = x < 0
        digits = []
        exponent = 0
        guard x.isFinite, x != 0 else { return }
        digits.reserveCapacity(20)
        var pointAt: Int?
        var power = 0
        var powerIsNegative = false
        var inPower = false
        for byte in x.magnitude.description.utf8 {
            switch byte {
            case UInt8(ascii: "."): pointAt = digits.count
            case UInt8(ascii: "e"): inPower = true
            case UInt8(ascii: "-"): powerIsNegative = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte - UInt8(ascii: "0")
                if inPower { power = power * 10 + Int(digit) } else { digits.append(digit) }
            default: break
            }
        }
        exponent = (pointAt ?? digits.count) + (powerIsNegative ? -power : power)
        let leading = digits.prefix { $0 == 0 }.count
        digits.removeFirst(leading)
        exponent -= leading
        dropTrailingZeros()
    }

    /// Keeps the first `count` digits, rounding halves away from zero.
    mutating func round(toDigits count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            return
        }
        var carry = digits[count] >= 5
        digits.removeSubrange(count...)
        var index = count - 1
        while carry && index >= 0 {
            carry = digits[index] == 9
            digits[index] = carry ? 0 : digits[index] + 1
            index -= 1
        }
        if carry {
            digits.insert(1, at: 0)
            exponent += 1
        }
    }

    /// Removes zeros at the end, which say nothing.
    mutating func dropTrailingZeros() {
        while digits.last == 0 { digits.removeLast() }
    }

    /// The sign, unless every digit was rounded away.
    private var sign: String { isNegative && digits.contains { $0 != 0 } ? "-" : "" }

    /// Writes the digits around a decimal point, padded with zeros to the given decimals.
    func positional(decimals: Int) -> String {
        var text = sign
        if exponent <= 0 { text += "0" }
        for position in 0..<max(0, exponent) { text += digit(at: position) }
        guard decimals > 0 else { return text }
        text += "."
        for position in exponent..<(exponent + decimals) { text += digit(at: position) }
        return text
    }

    /// Writes one digit, the decimals and the power of ten: `1.25e-7`.
    func scientific(decimals: Int) -> String {
        var text = sign + digit(at: 0)
        if decimals > 0 {
            text += "."
            for position in 1...decimals { text += digit(at: position) }
        }
        return text + "e" + String(digits.isEmpty ? 0 : exponent - 1)
    }

    private func digit(at position: Int) -> String {
        digits.indices.contains(position) ? String(digits[position]) : "0"
    }
}
