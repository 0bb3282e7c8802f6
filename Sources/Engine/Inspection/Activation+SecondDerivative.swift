import Glibc

extension Activation {
    /// The second derivative at weighted sums, element by element.
    ///
    /// Rectifiers with a kink have none at 0; there it is 0, as on both sides. That of a function of the caller's own is a
    /// central difference of its derivative, with about ten digits.
    ///
    /// - Throws: A value error for softmax, each of whose outputs depends on all sums of its row.
    public func secondDerivative(_ sums: Matrix) throws(EngineError) -> Matrix {
        switch self {
        case .identity, .relu, .leakyRelu: return sums.map { $0.isNaN ? $0 : 0 }
        case .sigmoid: return sums.map { Logistic($0).secondSlope }
        case .tanh:
            // tanh z = 2σ(2z) - 1.
            return sums.map { 8 * Logistic(2 * $0).secondSlope }
        case .softplus: return sums.map { Logistic($0).slope }
        case .swish(let beta):
            return sums.map { z in
                let logistic = Logistic(beta * z)
                // Far out the slope is 0, and what it is multiplied with may be infinite.
                if logistic.slope == 0 || z.isInfinite { return 0 }
                return beta * (2 * logistic.slope + beta * z * logistic.secondSlope)
            }
        case .gelu:
            return sums.map { z in
                let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
                return density == 0 ? 0 : density * (2 - z * z)
            }
        case .approximateGelu:
            return sums.map { z in
                let cubic = 0.044715
                let factor = 2 * (2 / Double.pi).squareRoot()
                let logistic = Logistic(factor * z * (1 + cubic * z * z))
                if logistic.slope == 0 { return 0 }
                let slope = factor * (1 + 3 * cubic * z * z)
                let bend = factor * 6 * cubic * z
                return logistic.slope * (2 * slope + z * bend) + z * slope * slope * logistic.secondSlope
            }
        case .custom(let custom):
            return sums.map { z in
                let step = cbrt(Double.ulpOfOne) * max(1, z.magnitude)
                return (custom.derivative(z + step) - custom.derivative(z - step)) / (2 * step)
            }
        case .softmax:
            throw .value("softmax has no element-wise derivative: each output depends on all sums of its row")
        }
    }

    /// The derivatives of the activations of one sample by its weighted sums, `[units, units]`.
    ///
    /// For softmax diag(p) - pᵀp, symmetric with rows that sum to 0 (row 004:845 of the lectures); for all others a diagonal.
    ///
    /// - Parameters:
    ///   - sums: The weighted sums, `[1, units]`.
    ///   - reluAtZero: The derivative of rectifiers at 0, as in `derivative(_:reluAtZero:)`.
    /// - Throws: A shape error unless there is one row with at least one element, a limit error if the result would be too
    ///   large.
    public func jacobian(at sums: Matrix, reluAtZero: Double = 0) throws(EngineError) -> Matrix {
        guard sums.rows == 1 && !sums.isEmpty else {
            throw .shape("a Jacobian is that of one sample: expected 1×units, not \(sums.shape)")
        }
        let size = sums.columns
        try Matrix.checkSize(rows: size, columns: size)
        var jacobian = Matrix(rows: size, columns: size, repeating: 0)
        let diagonal = self == .softmax ? [] : try derivative(sums, reluAtZero: reluAtZero).elements
        for index in 0..<size { jacobian[index, index] = diagonal.isEmpty ? 1 : diagonal[index] }
        return diagonal.isEmpty
            ? softmaxProduct(Matrix(rows: size, columns: size, elements: softmaxRows(sums, count: size)), jacobian)
            : jacobian
    }

    /// The activations of one row, as often as wanted.
    private func softmaxRows(_ sums: Matrix, count: Int) -> [Double] {
        let row = self(sums).elements
        return (0..<count).flatMap { _ in row }
    }
}

/// Multiplies rows with the Jacobian diag(p) - pᵀp of softmax at probabilities p, row by row.
func softmaxProduct(_ probabilities: Matrix, _ rows: Matrix) -> Matrix {
    var result = rows
    probabilities.elements.withUnsafeBufferPointer { source in
        result.withUnsafeMutableElements { target in
            guard let p = source.baseAddress, let delta = target.baseAddress else { return }
            Double.softmaxDifferentiate(
                InstructionSet.doubleKernels, rows: rows.rows, columns: rows.columns, p, delta)
        }
    }
    return result
}

/// The logistic function's derivatives at a point, precise far from 0 too.
private struct Logistic {
    /// σ' = σ(1 - σ).
    let slope: Double
    /// σ'' = σ'(1 - 2σ).
    let secondSlope: Double

    init(_ point: Double) {
        let e = exp(-point.magnitude)
        slope = e / ((1 + e) * (1 + e))
        // 1 - 2σ = -tanh(z/2).
        secondSlope = -slope * tanh(point / 2)
    }
}
