/// How probable each of several classes is, on a regular grid.
public struct ClassField: Sendable, Hashable {
    /// The range of the horizontal coordinate.
    public let x: ClosedRange<Double>
    /// The range of the vertical coordinate.
    public let y: ClosedRange<Double>
    /// A field of probabilities for each class.
    public let probabilities: [ScalarField]
    /// The classes that are the most probable one somewhere, in ascending order.
    let present: [Int]

    /// Makes the fields of classes, all on the same grid; `nil` without classes or where their grids differ.
    public init?(_ probabilities: [ScalarField]) {
        guard let first = probabilities.first else { return nil }
        for field in probabilities {
            guard field.x == first.x, field.y == first.y, field.rows == first.rows, field.columns == first.columns
            else { return nil }
        }
        (x, y) = (first.x, first.y)
        self.probabilities = probabilities
        var isPresent = [Bool](repeating: false, count: probabilities.count)
        for node in first.values.indices {
            if let winner = ClassField.winner(probabilities, at: node) { isPresent[winner] = true }
        }
        present = isPresent.indices.filter { isPresent[$0] }
    }

    /// The most probable class at a node, the first of several; `nil` where one is not a number.
    static func winner(_ probabilities: [ScalarField], at node: Int) -> Int? {
        var winner = 0
        for index in probabilities.indices {
            let value = probabilities[index].values[node]
            if value.isNaN { return nil }
            if value > probabilities[winner].values[node] { winner = index }
        }
        return winner
    }

    /// How much more probable than any other each class that is present is, class by class.
    func margins() -> [(series: Int, field: ScalarField)] {
        let count = probabilities.first?.values.count ?? 0
        var best = [Double](repeating: -.infinity, count: count)
        var second = best
        for field in probabilities {
            for node in 0..<count {
                let value = field.values[node]
                if value > best[node] {
                    (second[node], best[node]) = (best[node], value)
                } else if value > second[node] {
                    second[node] = value
                }
            }
        }
        return present.compactMap { series in
            let own = probabilities[series]
            let values = (0..<count).map { node -> Double in
                let value = own.values[node]
                return value - (value == best[node] ? second[node] : best[node])
            }
            return ScalarField(x: x, y: y, rows: own.rows, columns: own.columns, values: values).map { (series, $0) }
        }
    }
}

extension ScalarField {
    /// The smallest and the largest finite value; `nil` where there is none.
    var bounds: ClosedRange<Double>? {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        return low <= high ? low...high : nil
    }

    /// What a reader who does not see a surface is told.
    func described(as label: String) -> String {
        guard let bounds else { return "A surface without values." }
        let low = NumberText.significant(bounds.lowerBound, digits: 4)
        return "The surface \(label) reaches from \(low) to \(NumberText.significant(bounds.upperBound, digits: 4))."
    }
}
