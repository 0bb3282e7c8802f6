import Foundation
import Testing

@testable import Drawing

@Suite struct TicksTests {
    private func labels(
        _ low: Double, _ high: Double, _ scale: Axis.Scale = .linear, target: Int = 6,
        _ spelling: TickSpelling = .typographic
    ) -> [String] {
        Ticks.make(AxisBounds.sanitized(low, high), scale: scale, target: target, spelling: spelling)
            .filter { !$0.isMinor }.map(\.label)
    }

    @Test func roundNumbers() {
        #expect(labels(0, 1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(labels(-3.2, 3.2) == ["−3", "−2", "−1", "0", "1", "2", "3"])
        #expect(labels(0, 1000) == ["0", "200", "400", "600", "800", "1000"])
        #expect(labels(0, 2e7, target: 4) == ["0", "0.5×10⁷", "1.0×10⁷", "1.5×10⁷", "2.0×10⁷"])
        #expect(labels(0, 3e-8, target: 3) == ["0", "10⁻⁸", "2×10⁻⁸", "3×10⁻⁸"])
        #expect(labels(-2e9, 2e9, target: 4, .ascii) == ["-2e9", "-1e9", "0", "1e9", "2e9"])
        #expect(labels(-2e9, 2e9, target: 4) == ["−2×10⁹", "−10⁹", "0", "10⁹", "2×10⁹"])
    }

    @Test func nearlyEqualBoundsStillHaveDistinctMarks() {
        for value in [1.0, 0.339_158, 12_345, 1e9, -7e-8, 3e200] {
            for gap in [0, 1e-15, 1e-12, 1.1e-9, 1e-7] {
                let bounds = AxisBounds.sanitized(value, value * (1 + gap))
                let ticks = Ticks.make(bounds, scale: .linear, target: 5, spelling: .ascii)
                #expect(ticks.count >= 3)
                #expect(Set(ticks.map(\.label)).count == ticks.count, "\(ticks.map(\.label))")
            }
        }
        #expect(labels(0.33915, 0.33916) == ["0.339150", "0.339152", "0.339154", "0.339156", "0.339158", "0.339160"])
    }

    @Test func powersOfTen() {
        #expect(labels(1e-5, 1, .logarithmic) == ["10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"])
        #expect(labels(0.01, 100, .logarithmic) == ["0.01", "0.1", "1", "10", "100"])
        #expect(labels(1e-6, 1, .logarithmic, target: 4, .ascii) == ["1e-6", "1e-4", "1e-2", "1e0"])
        #expect(labels(0.15, 0.9, .logarithmic) == ["0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"])
        let minor = Ticks.make(AxisBounds.sanitized(1, 100), scale: .logarithmic, target: 5, spelling: .ascii)
        #expect(minor.filter(\.isMinor).count == 16)
    }

    @Test(arguments: [Axis.Scale.linear, .logarithmic])
    func everyAxisHasMarksInOrderInsideWithLabelsThatNameThem(_ scale: Axis.Scale) throws {
        var random = TestRandom(seed: 5)
        for _ in 0..<2000 {
            let a = random.anyFinite(exponents: -250...250)
            let b = random.bits() % 2 == 0 ? random.anyFinite(exponents: -250...250) : a * (1 + random.uniform())
            let bounds =
                scale == .linear
                ? AxisBounds.sanitized(a, b) : AxisBounds.sanitizedLogarithmic(a.magnitude, b.magnitude)
            let target = 2 + Int(random.bits() % 8)
            let ticks = Ticks.make(bounds, scale: scale, target: target, spelling: .ascii)
            let labelled = ticks.filter { !$0.isMinor }
            #expect(labelled.count >= (target >= 3 ? 2 : 1), "\(bounds) \(target)")
            #expect(labelled.count <= 2 * target + 2, "\(bounds) \(target)")
            #expect(zip(labelled, labelled.dropFirst()).allSatisfy { $0.value < $1.value })
            #expect(Set(labelled.map(\.label)).count == labelled.count, "\(bounds) \(labelled.map(\.label))")
            let slack = scale == .linear ? bounds.extent * 1e-5 : 0
            for tick in labelled {
                #expect(tick.value >= bounds.low * (scale == .linear ? 1 : 0.999) - slack)
                #expect(tick.value <= bounds.high * (scale == .linear ? 1 : 1.001) + slack)
                let named = try #require(Double(tick.label))
                let tolerance = scale == .linear ? bounds.extent * 1e-3 : tick.value * 1e-3
                #expect((named - tick.value).magnitude <= tolerance, "\(tick)")
            }
        }
    }

    @Test func logarithmsAgreeWithTheCLibrary() {
        var random = TestRandom(seed: 6)
        for _ in 0..<3000 {
            let value = random.anyFinite(exponents: -307...307).magnitude
            #expect((Logarithm.decimal(value) - log10(value)).magnitude <= 1e-15 * max(1, log10(value).magnitude) * 4)
        }
        for exponent in -300...300 { #expect(Logarithm.wholePart(Logarithm.power(exponent)) == exponent) }
        #expect(Logarithm.decimal(0).isNaN)
        #expect(Logarithm.decimal(-1).isNaN)
    }

    @Test func axesGivenUpsideDownAreTurned() {
        #expect(Axis(from: 3, to: -1).range == -1...3)
        #expect(Axis(from: .nan, to: 1).range == nil)
    }
}
