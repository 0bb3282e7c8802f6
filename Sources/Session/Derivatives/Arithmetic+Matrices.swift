import Engine
import Language

/// What moves elements about, and sums of them, with derivatives.
extension Arithmetic {
    /// The same elements, row after row, in another shape.
    func reshaped(_ value: Value, to shape: Shape) throws(Diagnostic) -> Value {
        try elements(Array(0..<shape.rows * shape.columns), of: value, shape: shape)
    }

    /// Matrices that a function joins without changing their elements.
    func joined(
        _ values: [Value], _ join: ([Matrix]) throws(EngineError) -> Matrix
    ) throws(Diagnostic) -> Value {
        guard let level = values.compactMap(\.level).max() else {
            return Value(try engine(at: span) { () throws(EngineError) in try join(values.map(\.elements)) })
        }
        // Joined numbers of the elements say where each of them comes to stand.
        var count = 0
        let numbered = values.map { value in
            let matrix = value.elements
            defer { count += matrix.elements.count }
            return Matrix(
                rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.indices.map { Double(count + $0) }
            )
        }
        let order = try engine(at: span) { () throws(EngineError) in try join(numbered) }
        var places = Array(repeating: 0, count: count)
        for (place, number) in order.elements.enumerated() { places[Int(number)] = place }
        var operands: [(Value, Tape.PullBack)] = []
        var first = 0
        for value in values {
            guard let shape = value.shape else { continue }
            let own = Array(places[first..<first + shape.rows * shape.columns])
            first += own.count
            operands.append((value, { (d) throws(Diagnostic) in try elements(own, of: d, shape: shape) }))
        }
        return try record(try joined(values.map { $0.inner(of: level) }, join), on: level, mixes: true, operands)
    }

    /// Of a vector the matrix with it on the diagonal, of a matrix its diagonal as a column.
    func diagonal(_ value: Value) throws(Diagnostic) -> Value {
        guard let shape = value.shape else { return value }
        guard shape.isVector else {
            let count = min(shape.rows, shape.columns)
            return try elements(
                (0..<count).map { $0 * (shape.columns + 1) }, of: value, shape: Shape(rows: count, columns: 1))
        }
        let count = shape.rows * shape.columns
        return try placed(
            value, at: (0..<count).map { $0 * (count + 1) }, shape: Shape(rows: count, columns: count))
    }

    /// The sums of each line's elements up to each of them.
    func cumulativeSums(_ value: Value, over direction: Direction) throws(Diagnostic) -> Value {
        guard case .tracked(let tracked) = value else {
            return try engine(at: span) { () throws(EngineError) in
                Value(try value.elements.cumulativeSums(over: direction))
            }
        }
        return try record(
            try cumulativeSums(tracked.value, over: direction), on: tracked.level, mixes: true,
            (
                value,
                { (d) throws(Diagnostic) in
                    try reversed(try cumulativeSums(try reversed(d, direction), over: direction), direction)
                }
            ))
    }

    private func reversed(_ value: Value, _ direction: Direction) throws(Diagnostic) -> Value {
        try permuted(value, over: direction) { $0.reversed() }
    }

    /// Each line in order, NaNs behind everything else.
    func sorted(_ value: Value, over direction: Direction, descending: Bool) throws(Diagnostic) -> Value {
        let all = value.elements.elements
        return try permuted(value, over: direction) { line in
            line.sorted { first, second in
                let (a, b) = (all[first], all[second])
                return (descending ? a > b : a < b) || (b.isNaN && !a.isNaN)
            }
        }
    }

    /// The elements of each line in another order, which a function gives of their places.
    private func permuted(
        _ value: Value, over direction: Direction, _ order: ([Int]) -> [Int]
    ) throws(Diagnostic) -> Value {
        guard let shape = value.shape else { return value }
        var places = Array(0..<shape.rows * shape.columns)
        let lines: [[Int]] =
            switch direction {
            case .rows: (0..<shape.columns).map { column in (0..<shape.rows).map { $0 * shape.columns + column } }
            case .columns: (0..<shape.rows).map { row in (0..<shape.columns).map { row * shape.columns + $0 } }
            }
        for line in lines { for (place, source) in zip(line, order(line)) { places[place] = source } }
        return try elements(places, of: value, shape: shape)
    }
}

/// Linear algebra with derivatives (Giles, 2008).
extension Arithmetic {
    func inverse(_ value: Value) throws(Diagnostic) -> Value {
        guard case .tracked(let tracked) = value else {
            return Value(try engine(at: span) { () throws(EngineError) in try value.elements.inverse() })
        }
        let inverse = try inverse(tracked.value)
        return try record(
            inverse, on: tracked.level, mixes: true,
            (
                value,
                { (d) throws(Diagnostic) in
                    let turned = try transpose(inverse)
                    return try negate(try dot(try dot(turned, d), turned))
                }
            ))
    }

    /// The x of a·x = b.
    func solution(of a: Value, for b: Value) throws(Diagnostic) -> Value {
        guard let level = [a, b].compactMap(\.level).max() else {
            return Value(
                try engine(at: span) { () throws(EngineError) in try a.elements.solved(for: b.elements) })
        }
        let matrix = a.inner(of: level)
        let x = try solution(of: matrix, for: b.inner(of: level))
        return try record(
            x, on: level, mixes: true,
            (
                a,
                { (d) throws(Diagnostic) in
                    try negate(try dot(try solution(of: try transpose(matrix), for: d), try transpose(x)))
                }
            ),
            (b, { (d) throws(Diagnostic) in try solution(of: try transpose(matrix), for: d) }))
    }

    /// The determinant; its derivative needs a matrix with an inverse.
    func determinant(_ value: Value) throws(Diagnostic) -> Value {
        guard case .tracked(let tracked) = value else {
            return .number(try engine(at: span) { () throws(EngineError) in try value.elements.determinant() })
        }
        let determinant = try determinant(tracked.value)
        return try record(
            determinant, on: tracked.level, mixes: true,
            (
                value,
                { (d) throws(Diagnostic) in
                    try multiply(try multiply(d, determinant), try transpose(try inverse(tracked.value)))
                }
            ))
    }

    /// The eigenvalues of a symmetric matrix; the k-th changes by vᵀ dA v with its eigenvector v.
    func eigenvalues(_ value: Value) throws(Diagnostic) -> Value {
        guard case .tracked(let tracked) = value else {
            return Value(
                Matrix(row: try engine(at: span) { () throws(EngineError) in try value.elements.eigenvalues() }))
        }
        return try record(
            try eigenvalues(tracked.value), on: tracked.level, mixes: true,
            (
                value,
                { (d) throws(Diagnostic) in
                    if tracked.value.level != nil {
                        throw Diagnostic(
                            .type, "eigenvectors have no derivative, so that eigenvalues have no second one", at: span,
                            topic: "derivatives")
                    }
                    let vectors = Value(
                        try engine(at: span) { () throws(EngineError) in
                            try tracked.value.elements.eigenvectors().vectors
                        })
                    return try dot(try dot(vectors, try diagonal(d)), try transpose(vectors))
                }
            ))
    }
}

/// Information with derivatives, in nats.
extension Arithmetic {
    /// -Σ p log q; outcomes without probability in both count nothing.
    func crossEntropy(_ p: Value, _ q: Value) throws(Diagnostic) -> Value {
        let (first, second) = (p.elements, q.elements)
        let impossible = try engine(at: span) { () throws(EngineError) in
            try first.combined(with: second) { $0 == 0 && $1 == 0 ? 1 : 0 }
        }
        return try negate(try sum(try multiply(p, try logarithm(try add(q, Value(impossible))))))
    }
}
