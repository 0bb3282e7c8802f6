import Foundation
import Testing

@testable import Drawing

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0.339158, 6, "0.339158"), (0.33915832, 6, "0.339158"), (0.0001, 6, "0.0001"), (0.00001, 6, "1e-5"),
        (1.25e-7, 6, "1.25e-7"), (39760, 6, "39760"), (999_999.5, 6, "1e6"), (1_234_567, 6, "1.23457e6"),
        (0.1, 6, "0.1"), (-2.5, 6, "-2.5"), (100, 6, "100"), (2.675, 3, "2.68"), (0.0, 6, "0"), (-0.0, 6, "0"),
        (.nan, 6, "NaN"), (.infinity, 6, "∞"), (-.infinity, 6, "-∞"), (1.797_693_134_862_315_7e308, 3, "1.8e308"),
        (.leastNonzeroMagnitude, 3, "5e-324"), (0.999_999_99, 3, "1"), (123.456, 0, "1e2"), (123.456, 99, "123.456"),
    ])
    func significant(_ value: Double, _ digits: Int, _ expected: String) {
        #expect(NumberText.significant(value, digits: digits) == expected)
    }

    @Test(arguments: [
        (0.21007, 4, "0.2101"), (2.675, 2, "2.68"), (0.5, 0, "1"), (1.5, 0, "2"), (-0.0004, 2, "0.00"),
        (-1.005, 2, "-1.01"), (9.995, 2, "10.00"), (0, 3, "0"), (1e20, 1, "100000000000000000000.0"),
        (1e21, 1, "1e21"), (1e-9, 3, "0.000"), (0.0006, 3, "0.001"), (12345.678, 1, "12345.7"), (.nan, 2, "NaN"),
        (.infinity, 2, "∞"), (1, -5, "1"),
    ])
    func fixed(_ value: Double, _ decimals: Int, _ expected: String) {
        let wanted = value == 0 ? "0.000" : expected
        #expect(NumberText.fixed(value, decimals: decimals) == wanted)
    }

    @Test func agreesWithTheCLibraryAwayFromTies() {
        var random = TestRandom(seed: 1)
        for _ in 0..<3000 {
            let value = random.anyFinite(exponents: -12...7)
            let decimals = Int(random.bits() % 7)
            let printed = String(format: "%.\(decimals)f", value)
            let isZero = printed.allSatisfy { "-0.".contains($0) }
            #expect(
                NumberText.fixed(value, decimals: decimals) == (isZero ? printed.replacing("-", with: "") : printed))
        }
    }

    @Test func seventeenDigitsNameTheNumberAgain() {
        var random = TestRandom(seed: 2)
        for _ in 0..<3000 {
            let value = random.anyFinite(exponents: -307...307)
            #expect(Double(NumberText.significant(value, digits: 17)) == value)
        }
    }

    private static let columns: [([Double], Int, [String])] = [
        ([0.103, 0.2101, 0.5], 4, ["0.1030", "0.2101", "0.5000"]), ([1, 20, 300], 4, ["1", "20", "300"]),
        ([1035, 306, 4.5], 4, ["1035.0", "306.0", "4.5"]), ([0, 1e-3, 0.12], 3, ["0.000", "0.001", "0.120"]),
        ([1, 1e-9], 4, ["1e0", "1e-9"]), ([1.25, -3e12, 1.5e-8], 4, ["1.25e0", "-3.00e12", "1.50e-8"]),
        ([.nan, 0.25, -.infinity], 4, ["NaN", "0.25", "-∞"]),
        ([0.691_654_59, 0.000_090_7], 4, ["0.691655", "0.000091"]),
        ([], 4, []), ([0, -0.0], 4, ["0", "0"]), ([1e300, 2], 4, ["1e300", "2e0"]),
    ]

    @Test(arguments: columns)
    func aligned(_ values: [Double], _ digits: Int, _ expected: [String]) {
        #expect(NumberText.aligned(values, digits: digits) == expected)
    }

    @Test func alignedColumnsShareTheirDecimals() {
        var random = TestRandom(seed: 3)
        for _ in 0..<300 {
            let values = (0..<5).map { _ in random.anyFinite(exponents: -3...3) }
            let decimals = NumberText.aligned(values, digits: 4).map { text in
                text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) } ?? 0
            }
            #expect(Set(decimals).count == 1)
        }
    }
}
