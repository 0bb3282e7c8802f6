/// One mark of an axis.
struct Tick: Hashable {
    /// Where it stands.
    let value: Double
    /// What is written there; empty for a minor mark.
    let label: String

    /// Whether the mark is a small one without a label.
    var isMinor: Bool { label.isEmpty }
}

/// How numbers on an axis are spelled.
enum TickSpelling {
    /// With minus signs, multiplication signs and raised exponents.
    case typographic
    /// With the characters of ASCII alone.
    case ascii
}

/// Marks at round numbers.
enum Ticks {
    /// The marks of an axis, about `target` of them with a label.
    static func make(_ bounds: AxisBounds, scale: Axis.Scale, target: Int, spelling: TickSpelling) -> [Tick] {
        switch scale {
        case .linear: linear(bounds, target: target, spelling: spelling)
        case .logarithmic: logarithmic(bounds, target: target, spelling: spelling)
        }
    }

    /// Multiples of 1, 2 or 5 times a power of ten within the bounds, and that power.
    static func linearValues(_ bounds: AxisBounds, target: Int) -> (values: [Double], power: Int) {
        let raw = bounds.extent / Double(max(target, 1))
        var power = Logarithm.wholePart(raw)
        let fraction = raw / Logarithm.power(power)
        let factor: Double =
            switch fraction {
            case ..<1.42: 1
            case ..<3.17: 2
            case ..<7.08: 5
            default: 10
            }
        if factor == 10 { power += 1 }
        let unit = Logarithm.power(power)
        let multiple = factor == 10 ? 1 : factor
        let step = multiple * unit
        let first = (bounds.low / step - 1e-6).rounded(.up)
        let last = (bounds.high / step + 1e-6).rounded(.down)
        var values: [Double] = []
        var index = first
        while index <= last && values.count < 200 {
            // Dividing by a power of ten is exact where multiplying by its inverse is not: 3/10, not 3 × 0.1.
            let value = power < 0 && power > -300 ? index * multiple / Logarithm.power(-power) : index * step
            values.append(value)
            index += 1
        }
        // One mark alone shows no scale: finer ones then.
        if values.count < 2 && target < 100 { return linearValues(bounds, target: max(target, 1) * 2) }
        return (values, power)
    }

    private static func linear(_ bounds: AxisBounds, target: Int, spelling: TickSpelling) -> [Tick] {
        let (values, power) = linearValues(bounds, target: target)
        let largest = values.reduce(0) { max($0, $1.magnitude) }
        let top = largest > 0 ? Logarithm.wholePart(largest) : 0
        let decimals = max(0, -power)
        let width = max(top, 0) + 1 + (decimals > 0 ? decimals + 1 : 0)
        // Powers of ten where plain digits would be long only because of their zeros.
        let isPlain = width <= 7 || (-3...5).contains(top)
        return values.map { value in
            let label =
                isPlain
                ? spelled(NumberText.fixed(value, decimals: decimals), spelling)
                : powerLabel(value, mantissaDecimals: max(0, top - power), top: top, spelling)
            return Tick(value: value, label: label)
        }
    }

    private static func logarithmic(_ bounds: AxisBounds, target: Int, spelling: TickSpelling) -> [Tick] {
        let low = bounds.low * (1 - 1e-9)
        let high = bounds.high * (1 + 1e-9)
        let firstPower = Logarithm.wholePart(bounds.low)
        let lastPower = Logarithm.wholePart(high)
        let decades = (firstPower...max(firstPower, lastPower)).filter { power in
            let value = Logarithm.power(power)
            return value >= low && value <= high
        }
        if decades.count < 2 { return narrowLogarithmic(low, high, firstPower, lastPower, bounds, target, spelling) }
        let spacing = (decades.count + max(target, 1) - 1) / max(target, 1)
        let isPlain = (decades.first ?? 0) >= -3 && (decades.last ?? 0) <= 4
        var ticks: [Tick] = []
        for power in firstPower...lastPower {
            let unit = Logarithm.power(power)
            let remainder = ((power % spacing) + spacing) % spacing
            if unit >= low && unit <= high {
                let label = remainder == 0 ? decadeLabel(power, isPlain: isPlain, spelling) : ""
                ticks.append(Tick(value: unit, label: label))
            }
            guard spacing == 1 else { continue }
            for factor in 2...9 {
                let value = unit * Double(factor)
                if value >= low && value <= high { ticks.append(Tick(value: value, label: "")) }
            }
        }
        return ticks
    }

    /// Marks for a logarithmic axis that shows less than two powers of ten.
    private static func narrowLogarithmic(
        _ low: Double, _ high: Double, _ firstPower: Int, _ lastPower: Int, _ bounds: AxisBounds, _ target: Int,
        _ spelling: TickSpelling
    ) -> [Tick] {
        var candidates: [Double] = []
        for power in firstPower...max(firstPower, lastPower) {
            candidates += [1, 2, 5].map { $0 * Logarithm.power(power) }.filter { $0 >= low && $0 <= high }
        }
        if candidates.count < 3 {
            candidates = linearValues(bounds, target: target).values.filter { $0 >= low && $0 <= high }
        }
        return candidates.map { value in
            let text = NumberText.significant(value, digits: 6)
            return Tick(value: value, label: spelled(text, spelling))
        }
    }

    private static func decadeLabel(_ power: Int, isPlain: Bool, _ spelling: TickSpelling) -> String {
        if isPlain { return NumberText.fixed(Logarithm.power(power), decimals: max(0, -power)) }
        return spelling == .ascii ? "1e" + String(power) : "10" + raised(power)
    }

    /// A label such as 2.5×10⁶, with the same power and decimals on all labels of an axis.
    private static func powerLabel(
        _ value: Double, mantissaDecimals: Int, top: Int, _ spelling: TickSpelling
    ) -> String {
        if value == 0 { return "0" }
        // Dividing in two steps keeps 10^top within the range of numbers.
        let half = top / 2
        let mantissa = value / Logarithm.power(half) / Logarithm.power(top - half)
        let text = NumberText.fixed(mantissa, decimals: min(mantissaDecimals, 12))
        if spelling == .ascii { return text + "e" + String(top) }
        if text == "1" || text == "-1" { return spelled(text.replacingOne(), spelling) + "10" + raised(top) }
        return spelled(text, spelling) + "×10" + raised(top)
    }

    /// Writes a number's minus sign and exponent as the spelling wants them.
    static func spelled(_ text: String, _ spelling: TickSpelling) -> String {
        guard spelling == .typographic else { return text }
        let parts = text.split(separator: "e", maxSplits: 1)
        guard let first = parts.first else { return text }
        let mantissa = String(first.map { $0 == "-" ? "−" : $0 })
        guard parts.count == 2, let last = parts.last, let power = Int(last) else { return mantissa }
        return (mantissa == "1" ? "" : mantissa + "×") + "10" + raised(power)
    }

    /// The raised digits in order, and the raised minus sign.
    static let raisedCharacters: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻"]

    /// A whole number in raised digits.
    static func raised(_ number: Int) -> String {
        String(String(number).map { raisedCharacters[min($0.wholeNumberValue ?? 10, 10)] })
    }

    /// A raised digit or sign in its usual form.
    static func lowered(_ character: Character) -> String {
        let index = raisedCharacters.firstIndex(of: character) ?? 10
        return index < 10 ? String(index) : "−"
    }
}

extension String {
    /// The sign that stands before a mantissa of one, which itself is left out.
    fileprivate func replacingOne() -> String { hasPrefix("-") ? "-" : "" }
}

extension Axis {
    /// The marks of the axis: its names, of which every second, third, … stays where more than `target` would stand, or numbers.
    func ticks(_ bounds: AxisBounds, target: Int, spelling: TickSpelling) -> [Tick] {
        if names.isEmpty { return Ticks.make(bounds, scale: scale, target: target, spelling: spelling) }
        let step = (names.count + max(target, 1) - 1) / max(target, 1)
        return stride(from: 0, to: names.count, by: max(step, 1)).compactMap { index in
            let place = Double(index + 1)
            guard place >= bounds.low, place <= bounds.high else { return nil }
            let name = names[index].onOneLine
            return Tick(value: place, label: name.elided(to: 18, ellipsis: spelling == .ascii ? "..." : "…"))
        }
    }
}
