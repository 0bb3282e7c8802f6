/// What a layer does with its weighted sums.
public enum Activation: String, Sendable, Hashable, CaseIterable {
    /// f(z) = z.
    case identity
    /// The logistic function, σ(z) = 1 / (1 + e⁻ᶻ).
    case sigmoid
    /// The hyperbolic tangent.
    case tanh
    /// The rectifier, max(z, 0).
    case relu
    /// The exponentials of a row divided by their sum; only on the output layer.
    case softmax

    /// Applies the activation to weighted sums: element by element, softmax row by row.
    ///
    /// Sigmoid and softmax do not overflow for any finite argument.
    public func callAsFunction(_ sums: Matrix) -> Matrix {
        var result = sums
        result.withUnsafeMutableElements { buffer in
            guard let values = buffer.baseAddress else { return }
            let kernels = InstructionSet.doubleKernels
            if self == .softmax {
                Double.softmax(kernels, rows: sums.rows, columns: sums.columns, values, into: values)
            } else {
                Double.activate(kernels, self, count: buffer.count, values, into: values)
            }
        }
        return result
    }

    /// The derivative at weighted sums, element by element.
    ///
    /// - Parameters:
    ///   - sums: The arguments z.
    ///   - reluAtZero: The value taken for the derivative of relu at 0, where it has none.
    /// - Throws: A value error for softmax, each of whose outputs depends on all sums of its row.
    public func derivative(_ sums: Matrix, reluAtZero: Double = 0) throws(EngineError) -> Matrix {
        if self == .softmax {
            throw .value("softmax has no element-wise derivative: each output depends on all sums of its row")
        }
        let values = self == .relu ? sums : self(sums)
        var result = Matrix(rows: sums.rows, columns: sums.columns, repeating: 1)
        values.elements.withUnsafeBufferPointer { source in
            result.withUnsafeMutableElements { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                Double.differentiate(
                    InstructionSet.doubleKernels, self, count: target.count, values: from, reluAtZero: reluAtZero, to)
            }
        }
        return result
    }
}
