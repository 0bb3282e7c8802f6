import Language

extension Operators {
    /// The shape of a result; `nil` where the operands do not fit.
    static func resultShape(_ binary: BinaryOperator, _ a: Shape, _ b: Shape) -> Shape? {
        switch binary {
        case .matrixProduct:
            if a.isScalar { return b }
            if b.isScalar { return a }
            return a.columns == b.rows ? Shape(rows: a.rows, columns: b.columns) : nil
        case .multiply:
            return a.isScalar ? b : b.isScalar ? a : nil
        case .add:
            if let shape = sameShape(a, b) { return shape }
            if b.rows == 1, a.columns == b.columns { return a }
            if a.rows == 1, a.columns == b.columns { return b }
            return nil
        default:
            return sameShape(a, b)
        }
    }

    /// The shape of an operation between equal shapes, or with a number.
    static func sameShape(_ a: Shape, _ b: Shape) -> Shape? {
        a == b || b.isScalar ? a : a.isScalar ? b : nil
    }

    /// The type of an element-wise operation on two types.
    static func elementwiseType(_ a: StaticType, _ b: StaticType) -> StaticType {
        guard let first = a.shape, let second = b.shape, let shape = sameShape(first, second) else { return .unknown }
        return StaticType(kind: shape.isScalar ? .number : .matrix, shape: shape)
    }

    /// The error for operands that do not fit, with what was probably meant.
    static func mismatch(
        _ binary: BinaryOperator, _ a: Shape, _ b: Shape, _ operands: Operands, weights: [NamedShape],
        symbol: String? = nil
    ) -> Diagnostic {
        let left = operands.left
        let right = operands.right
        var message = "\(described(left)) is \(a.text)\(from(left)), \(described(right)) is \(b.text)\(from(right)): "
        var hint: String?
        switch binary {
        case .matrixProduct:
            message += "the inner dimensions \(a.columns) and \(b.rows) differ"
            if let fitting = weights.first(where: { $0.shape.rows == a.columns && $0.text != right.text }) {
                hint = "did you mean \(fitting.text) (\(fitting.shape.text))?"
            } else if a.columns == b.columns {
                hint = "did you mean \(left.text)·\(right.text)ᵀ?"
            } else if a.rows == b.rows {
                hint = "did you mean \(left.text)ᵀ·\(right.text)?"
            } else if a == b {
                hint = "did you mean ⊙, the element-wise product?"
            }
        case .multiply:
            message = "* multiplies by a number, and here are two matrices, \(a.text) and \(b.text)"
            hint = "· is the matrix product, ⊙ the element-wise one"
        default:
            message += "\(symbol ?? binary.rawValue) needs equal shapes"
            if a == b.transposed {
                hint = "did you mean \(left.text)ᵀ?"
            } else if binary == .elementwiseProduct, a.columns == b.rows {
                hint = "did you mean ·, the matrix product?"
            }
        }
        return Diagnostic(.shape, message, at: left.span, right.span, hint: hint, topic: "shapes")
    }

    private static func described(_ side: Operands.Side) -> String {
        side.text.count <= 24 ? side.text : side.text.prefix(22) + "…"
    }

    private static func from(_ side: Operands.Side) -> String {
        side.origin.map { " (from \($0))" } ?? ""
    }
}
