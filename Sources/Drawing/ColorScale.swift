/// How numbers become colours.
public enum ColorScale: Sendable, Hashable, CaseIterable {
    /// Blue below zero, orange above, the paper at zero; the two ends are as far from zero.
    case diverging
    /// From the paper to blue.
    case amounts
    /// From the paper to the ink of the text, as in a drawing.
    case ink

    /// How many colours are told apart; the middle one of an odd number is zero of a diverging scale.
    var levels: Int { 21 }

    /// The name in class names of style sheets.
    var name: String {
        switch self {
        case .diverging: "d"
        case .amounts: "a"
        case .ink: "i"
        }
    }

    /// What text on a level is written in.
    enum Writing: String, CaseIterable {
        /// As on the paper.
        case ink
        /// What is dark on any paper: on a colour so strong that light ink would not be read any more.
        case deep
        /// The colour of the paper.
        case card
    }

    /// What text on a level is written in, to be read on light and on dark paper.
    func writing(_ level: Int) -> Writing {
        let (strength, deep, card) =
            switch self {
            case .diverging: (Int((level - levels / 2).magnitude), 7, 9)
            case .amounts: (level, 13, 16)
            case .ink: (level, 10, 13)
            }
        return strength < deep ? .ink : strength < card ? .deep : .card
    }

    /// The colour of a level in a theme.
    func color(_ level: Int, in palette: Palette) -> Color {
        let share = Double(level) / Double(levels - 1)
        switch self {
        case .diverging:
            let distance = share * 2 - 1
            let ramp = distance < 0 ? palette.below : palette.above
            return ColorScale.color(at: distance.magnitude, from: palette.card, over: ramp)
        case .amounts: return ColorScale.color(at: share, from: palette.card, over: palette.below)
        case .ink: return palette.card.mixed(with: palette.ink, share: share)
        }
    }

    private static func color(at share: Double, from paper: Color, over ramp: (half: Color, full: Color)) -> Color {
        share < 0.5
            ? paper.mixed(with: ramp.half, share: share * 2) : ramp.half.mixed(with: ramp.full, share: share * 2 - 1)
    }
}

/// A colour scale laid over a range of numbers.
struct ScaleMap: Hashable {
    let scale: ColorScale
    /// The number that has the first colour.
    let low: Double
    /// The number that has the last colour.
    let high: Double

    /// Lays a scale over a range, or over what some numbers need.
    init(_ scale: ColorScale, range: ClosedRange<Double>?, over values: [Double]) {
        let finite = values.filter(\.isFinite)
        var least = range?.lowerBound ?? min(finite.min() ?? 0, 0)
        var most = range?.upperBound ?? max(finite.max() ?? 0, least)
        if range == nil, least < 0, scale != .diverging { least = finite.min() ?? least }
        if scale == .diverging {
            most = max(least.magnitude, most.magnitude)
            least = -most
        }
        self.scale = scale
        low = least.isFinite ? least : 0
        high = most.isFinite ? most : 0
    }

    /// The level of a number, those beyond the range at its ends; `nil` for what is not a number.
    func level(_ value: Double) -> Int? {
        if value.isNaN { return nil }
        // Halved, so that the width of the range is a number too.
        let extent = high / 2 - low / 2
        guard extent > 0 else { return scale == .diverging ? scale.levels / 2 : 0 }
        let share = min(max((min(max(value, low), high) / 2 - low / 2) / extent, 0), 1)
        return Int((share * Double(scale.levels - 1)).rounded())
    }
}
