import Engine
import Language

/// What `for`, `sweep` and an assignment to several names run over.
///
/// Each item is made when its turn comes: a range of ten million numbers is never written out.
struct ItemSequence {
    /// How many items there are.
    let count: Int
    private let value: Value

    /// The items of a value: a vector's elements, a matrix's rows, a list's or tuple's items, a range's numbers.
    init(_ value: Value, at span: Span) throws(Diagnostic) {
        self.value = value
        switch value {
        case .number: count = 1
        case .list(let items), .tuple(let items): count = items.count
        case .range(let range): count = range.count
        case .matrix(let matrix): count = matrix.isVector ? matrix.elements.count : matrix.rows
        case .pair: count = 2
        default:
            throw Diagnostic(
                .type, "this is \(value.described), which has no items to run over", at: span,
                hint: value.callHint ?? "a range 1..10, a matrix or a list has")
        }
    }

    /// The item at a position counted from 0.
    subscript(position: Int) -> Value {
        switch value {
        case .list(let items), .tuple(let items): items[position]
        case .range(let range): .number(range.element(position))
        case .matrix(let matrix):
            matrix.isVector ? .number(matrix.elements[position]) : Value(Matrix(row: matrix.row(position)))
        case .pair(let input, let output): position == 0 ? input : output
        default: value
        }
    }
}

extension Matrix {
    /// Whether there is one row or one column.
    var isVector: Bool { rows == 1 || columns == 1 }
}
