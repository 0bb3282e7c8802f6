import Engine

extension ValueTable {
    /// The position of a column, from 0.
    func index(of label: String) -> Int? { columns.firstIndex { $0.label == label } }

    /// The rows at positions counted from 0, in their order.
    func choosing(_ rows: [Int]) -> ValueTable {
        var chosen = ValueTable(
            columns: columns.map { column in Column(label: column.label, values: rows.map { column.values[$0] }) },
            boundCount: boundCount)
        chosen.focus = focus
        chosen.conventions = conventions
        return chosen
    }

    /// The table, or the column of it that was asked for.
    var focused: Value { focus.flatMap(column) ?? .table(self) }

    /// The positions of the rows where a condition holds: 1 for each row that is wanted and 0 for each other.
    ///
    /// It is `nil` for what is no condition on the rows, such as a position.
    func rows(where condition: Value?) -> [Int]? {
        switch condition {
        case .truth(let holds) where rowCount == 1: return holds ? [0] : []
        case .matrix(let matrix)
        where matrix.isVector && matrix.elements.count == rowCount && matrix.elements.allSatisfy { $0 == 0 || $0 == 1 }:
            return matrix.elements.indices.filter { matrix.elements[$0] == 1 }
        default: return nil
        }
    }

    /// The table with its rows in ascending order by some columns, the first before all; equal rows keep their order.
    ///
    /// Numbers come before texts, and NaN and none last, in either order.
    func sorted(by keys: [Int], _ descending: Bool) throws(EngineError) -> ValueTable {
        // Comparing values takes much longer than comparing numbers.
        let order = try [Int](generating: rowCount) { $0 }.sorted(inBlocksOf: 1 << 12) { first, second in
            for key in keys {
                let (a, b) = (columns[key].values[first].sortingKey, columns[key].values[second].sortingKey)
                if a.isBefore(b, descending: descending) { return true }
                if b.isBefore(a, descending: descending) { return false }
            }
            return first < second
        }
        return choosing(order)
    }

    /// The rows with equal values in some columns, by the order of the first of each.
    func groups(by keys: [Int]) throws(EngineError) -> [[Int]] {
        var pulse = Interruption.Pulse()
        var positions: [GroupKey: Int] = [:]
        // Making room later moves all that are known at once.
        positions.reserveCapacity(rowCount)
        var groups: [[Int]] = []
        for row in 0..<rowCount {
            try pulse.count(100 * keys.count)
            let parts = keys.lazy.map { columns[$0].values[row].groupPart }
            guard let first = parts.first else { return [Array(0..<rowCount)] }
            let key = GroupKey(first: first, others: Array(parts.dropFirst()))
            if let position = positions[key] {
                groups[position].append(row)
            } else {
                positions[key] = groups.count
                groups.append([row])
            }
        }
        return groups
    }

    /// Whether a column holds numbers, and nothing beside them but none.
    func isNumeric(_ column: Int) -> Bool {
        var hasNumber = false
        for value in columns[column].values {
            switch value {
            case .number: hasNumber = true
            case .none: continue
            default: return false
            }
        }
        return hasNumber
    }
}

/// What the rows of a group have in common; for numbers, of which there may be many, without memory of its own.
private struct GroupKey: Hashable {
    enum Part: Hashable {
        case number(UInt64)
        case other(String)
    }

    let first: Part
    let others: [Part]
}

/// What orders a value among those of its column.
private enum SortingKey {
    case number(Double)
    case text(String)
    case last(Int)

    func isBefore(_ other: SortingKey, descending: Bool) -> Bool {
        switch (self, other) {
        case (.number(let a), .number(let b)): descending ? b < a : a < b
        case (.text(let a), .text(let b)): descending ? b < a : a < b
        case (.last(let a), .last(let b)): a < b
        case (.number, _), (.text, .last): true
        default: false
        }
    }
}

extension Value {
    fileprivate var sortingKey: SortingKey {
        switch self {
        case .number(let number): number.isNaN ? .last(0) : .number(number)
        case .truth(let truth): .number(truth ? 1 : 0)
        case .none: .last(1)
        default: .text(short)
        }
    }

    fileprivate var groupPart: GroupKey.Part {
        guard case .number(let number) = self else { return .other(identity) }
        // All NaNs are one, and so are both zeros.
        return .number((number.isNaN ? .nan : number == 0 ? 0 : number).bitPattern)
    }

    /// The value as text, the same for equal values only.
    var identity: String {
        switch self {
        case .number(let number): "\(number == 0 ? 0 : number)"
        case .matrix(let matrix): "\(matrix.rows)×\(matrix.columns) \(matrix.elements)"
        case .list(let items), .tuple(let items): kind.rawValue + items.map(\.identity).description
        default: kind.rawValue + " " + short
        }
    }
}
