import Glibc
import Testing

@testable import Engine

/// Lecture checklist blocks.
struct ActivationTests {
    let arguments = Matrix(row: [-3, -2, -1, 0, 0.5, 1, 2, 3])

    @Test func `sigmoid, tanh and their derivatives`() throws {
        let sigmoid = [
            0.0474258732, 0.1192029220, 0.2689414214, 0.5, 0.6224593312, 0.7310585786, 0.8807970780, 0.9525741268,
        ]
        let slope = [
            0.0451766597, 0.1049935854, 0.1966119332, 0.25, 0.2350037122, 0.1966119332, 0.1049935854, 0.0451766597,
        ]
        let tanh = [
            -0.9950547537, -0.9640275801, -0.7615941560, 0, 0.4621171573, 0.7615941560, 0.9640275801, 0.9950547537,
        ]
        let tanhSlope = [
            0.0098660372, 0.0706508249, 0.4199743416, 1, 0.7864477330, 0.4199743416, 0.0706508249, 0.0098660372,
        ]
        #expect(agree(Activation.sigmoid(arguments).elements, sigmoid, within: 5.1e-11))
        #expect(agree(try Activation.sigmoid.derivative(arguments).elements, slope, within: 5.1e-11))
        #expect(agree(Activation.tanh(arguments).elements, tanh, within: 5.1e-11))
        #expect(agree(try Activation.tanh.derivative(arguments).elements, tanhSlope, within: 5.1e-11))
    }

    @Test func `identity and relu`() throws {
        #expect(Activation.identity(arguments) == arguments)
        #expect(try Activation.identity.derivative(arguments).elements.allSatisfy { $0 == 1 })
        #expect(Activation.relu(arguments).elements == [0, 0, 0, 0, 0.5, 1, 2, 3])
        #expect(try Activation.relu.derivative(arguments).elements == [0, 0, 0, 0, 1, 1, 1, 1])
        #expect(try Activation.relu.derivative(arguments, reluAtZero: 1).elements == [0, 0, 0, 1, 1, 1, 1, 1])
        #expect(Activation.relu(Matrix(row: [.nan]))[0, 0].isNaN)
        #expect(Activation.relu(Matrix(row: [-0.0]))[0, 0].sign == .plus)
    }

    @Test func `tanh is 2σ(2x) - 1`() {
        let points = Matrix(row: (-400...400).map { Double($0) / 40 })
        let left = Activation.tanh(points).elements
        let right = Activation.sigmoid(points.map { 2 * $0 }).elements.map { 2 * $0 - 1 }
        #expect(agree(left, right, within: 1e-15))
    }

    @Test func `close to the mathematical library everywhere`() {
        let points = Matrix(row: (-20_000...20_000).map { Double($0) / 500 })
        let tanh = Activation.tanh(points).elements
        let sigmoid = Activation.sigmoid(points).elements
        for (index, point) in points.elements.enumerated() {
            #expect(abs(tanh[index] - Glibc.tanh(point)) <= 4e-16)
            #expect(abs(sigmoid[index] - 1 / (1 + exp(-point))) <= 4e-16)
        }
    }

    @Test func `extreme arguments saturate and nothing but NaN gives NaN`() {
        let extreme = Matrix(row: [-1e308, -1e4, -745, -40, 40, 745, 1e4, 1e308, -.infinity, .infinity])
        let sigmoid = Activation.sigmoid(extreme).elements
        #expect(sigmoid.allSatisfy { (0...1).contains($0) })
        #expect(agree(sigmoid, [0, 0, 0, 0, 1, 1, 1, 1, 0, 1], within: 1e-15))
        #expect(agree(Activation.tanh(extreme).elements, [-1, -1, -1, -1, 1, 1, 1, 1, -1, 1], within: 1e-15))
        #expect(Activation.sigmoid(Matrix(row: [.nan]))[0, 0].isNaN)
        #expect(Activation.tanh(Matrix(row: [.nan]))[0, 0].isNaN)
    }

    @Test func `tanh keeps its relative precision near zero`() {
        for point in [1e-300, 1e-12, 1e-5, 1e-3, 0.1] {
            #expect(abs(Activation.tanh(Matrix(row: [point]))[0, 0] / Glibc.tanh(point) - 1) < 1e-15)
            #expect(Activation.tanh(Matrix(row: [-point]))[0, 0] < 0)
        }
    }

    @Test(arguments: [
        ([1.0, 2, 3], [0.0900305732, 0.2447284711, 0.6652409558]),
        ([1000, 1001, 1002], [0.0900305732, 0.2447284711, 0.6652409558]),
        ([-5, 0, 5], [0.000045094, 0.0066925491, 0.9932623568]),
        ([2.5, -1, 3.2, 0.5], [0.314536093, 0.009498167, 0.6333979088, 0.0425678312]),
        ([-1e308, 0, 0], [0, 0.5, 0.5]), ([7], [1]),
    ])
    func `softmax`(_ sums: [Double], _ expected: [Double]) {
        // Two equal rows: rows do not mix.
        let found = Activation.softmax(Matrix([sums, sums.map { $0 - 1 }]))
        #expect(agree(found.row(0), expected, within: 1e-10))
        #expect(agree(found.row(1), expected, within: 1e-10))
        #expect(abs(found.row(0).reduce(0, +) - 1) < 1e-15)
    }

    @Test func `softmax has no element-wise derivative`() {
        expectError(.value, "softmax") { try Activation.softmax.derivative(arguments) }
    }
}
