/// A colour of red, green and blue parts.
struct Color: Hashable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    /// Makes a colour of its usual six hexadecimal digits.
    init(_ hex: UInt32) {
        red = UInt8(truncatingIfNeeded: hex >> 16)
        green = UInt8(truncatingIfNeeded: hex >> 8)
        blue = UInt8(truncatingIfNeeded: hex)
    }

    private init(red: Double, green: Double, blue: Double) {
        self.red = UInt8(min(max(red.rounded(), 0), 255))
        self.green = UInt8(min(max(green.rounded(), 0), 255))
        self.blue = UInt8(min(max(blue.rounded(), 0), 255))
    }

    /// The colour a share of the way to another one.
    func mixed(with other: Color, share: Double) -> Color {
        func mix(_ a: UInt8, _ b: UInt8) -> Double { Double(a) + (Double(b) - Double(a)) * share }
        return Color(
            red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    /// The colour as CSS writes it.
    var css: String {
        let hex = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16)
        return "#" + String(repeating: "0", count: 6 - hex.count) + hex
    }
}

/// The colours of one theme.
struct Palette {
    /// The paper.
    let card: Color
    /// The thin line around the paper.
    let border: Color
    /// Text, and lines that belong to no series.
    let ink: Color
    /// Text on strong colours that is dark on any paper: the ink of light paper, the paper itself where that is dark.
    let deep: Color
    /// Text of less weight.
    let muted: Color
    /// The grid behind the data.
    let grid: Color
    /// The lines of the axes.
    let axis: Color
    /// The colours of the series; blue and orange first, which nearly everyone can tell apart.
    let series: [Color]
    /// The tint of regions where class 0 is certain, where neither is, and where class 1 is.
    let region: (zero: Color, even: Color, one: Color)
    /// The tint of the lowest values of a function, and that of the highest.
    let ramp: (low: Color, high: Color)
    /// What a colour scale reaches halfway below zero and at its end, and what it reaches above zero.
    let below: (half: Color, full: Color)
    let above: (half: Color, full: Color)

    /// How many bands of probability are told apart.
    static let bandCount = 10
    /// How many tints between the lowest and the highest value of a function are told apart.
    static let tintCount = 12
    /// How many degrees of light on a surface are told apart.
    static let lightCount = 4
    /// How many shades a surface has: each tint in each degree of light.
    static let shadeCount = tintCount * lightCount

    /// For light pages.
    static let light = Palette(
        card: Color(0xFFFFFF), border: Color(0xD9DEE4), ink: Color(0x1F2328), deep: Color(0x1F2328),
        muted: Color(0x5B6570),
        grid: Color(0xE9ECF0), axis: Color(0x8C959F),
        series: [
            Color(0x0B66B2), Color(0xD1560C), Color(0x008A62), Color(0xA14A9C), Color(0xB58300), Color(0x3A9BD0),
            Color(0xC22A62), Color(0x6E7781),
        ],
        region: (Color(0xA4CBEE), Color(0xF8F8F7), Color(0xF8C39B)), ramp: (Color(0x86B8E4), Color(0xF6F9FC)),
        below: (Color(0x8DBFE8), Color(0x0B5394)), above: (Color(0xF6B27A), Color(0xA63F00)))

    /// For dark pages.
    static let dark = Palette(
        card: Color(0x16191E), border: Color(0x30363D), ink: Color(0xE9EEF4), deep: Color(0x16191E),
        muted: Color(0x9BA5B0),
        grid: Color(0x272C33), axis: Color(0x6B747E),
        series: [
            Color(0x62B0F0), Color(0xFF9A52), Color(0x3CCB9E), Color(0xDC95D9), Color(0xE5B94E), Color(0x9AD9FF),
            Color(0xFF82AC), Color(0xAAB3BD),
        ],
        region: (Color(0x1B4A75), Color(0x1E2228), Color(0x70401A)), ramp: (Color(0x27629A), Color(0x1B2027)),
        below: (Color(0x235F96), Color(0x8CCBFF)), above: (Color(0x9A5522), Color(0xFFB885)))

    /// The place of a series in the palette, which repeats.
    static func slot(_ series: Int) -> Int {
        let count = 8
        return ((series % count) + count) % count
    }

    /// The colour of a series; the ink where there is none.
    func color(_ series: Int?) -> Color {
        guard let series else { return ink }
        return self.series[Palette.slot(series)]
    }

    /// The colour of a series for small text.
    func writing(_ series: Int) -> Color { color(series).mixed(with: ink, share: 0.15) }

    /// The tint of a step between the lowest values, 0, and the highest.
    func tint(_ index: Int) -> Color {
        ramp.low.mixed(with: ramp.high, share: Double(index) / Double(Palette.tintCount - 1))
    }

    /// The colour of a surface: its tint by height, times the degrees of light, the darkest first.
    func shade(_ index: Int) -> Color {
        let light = Double(index % Palette.lightCount) / Double(Palette.lightCount - 1)
        let height = Double(index / Palette.lightCount) / Double(Palette.tintCount - 1)
        // From blue over green to yellow, as lightness rises with height.
        let base =
            height < 0.5
            ? Color(0x3B5FA8).mixed(with: Color(0x2FA58E), share: height * 2)
            : Color(0x2FA58E).mixed(with: Color(0xF2D74E), share: height * 2 - 1)
        return base.mixed(with: Color(0x0B1626), share: 0.42 * (1 - light))
    }

    /// The tint of a band of probability, counted from 0 near class 0.
    func band(_ index: Int) -> Color {
        let distance = (Double(index) + 0.5) / Double(Palette.bandCount) * 2 - 1
        return region.even.mixed(with: distance < 0 ? region.zero : region.one, share: distance.magnitude)
    }
}
