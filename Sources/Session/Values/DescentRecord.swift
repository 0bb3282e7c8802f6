import Drawing
public import Engine

/// A descent on a function: its path, with the names of the coordinates.
public struct DescentRecord: Sendable {
    /// The places, values and gradients.
    public let path: DescentPath
    /// What was descended on what terms: `descend f from (2, 2), η = 0.1`.
    public let title: String
    /// How the function is named in tables.
    let function: String
    /// Where the batches of a stochastic descent come from; `nil` for any other descent.
    var batches: Batches?
    /// The function's parameters, each with the names of its coordinates.
    let parameters: [(name: String, coordinates: [String])]

    /// The function itself, to be drawn around the path.
    let surface: Surface

    /// What is descended on.
    enum Surface: Sendable {
        /// A function of the language, with the shapes of its parameters.
        case function(Entry, [Shape])
        /// The risk of a linear model.
        case risk(LinearModel)
    }

    /// Where the samples of a stochastic descent come from.
    struct Batches: Sendable {
        /// The model they are drawn from.
        let model: LinearModel
        /// How many there are in a step.
        let size: Int
        /// The seed they are drawn with.
        let seed: UInt64
    }

    /// The names of all coordinates.
    var coordinates: [String] { parameters.flatMap(\.coordinates) }

    /// The members that every path has.
    static let memberNames = ["points", "values", "gradients"]

    /// The names of the members, those of the parameters behind the others.
    var members: [String] {
        Self.memberNames + parameters.map(\.name).filter { !Self.memberNames.contains($0) }
    }

    /// A member: a row for each step from 0.
    func member(_ name: String) -> Value? {
        switch name {
        case "points": return Value(path.points)
        case "values": return Value(Matrix(column: path.values))
        case "gradients": return Value(path.gradients)
        default:
            guard let position = parameters.firstIndex(where: { $0.name == name }) else { return nil }
            let first = parameters[..<position].reduce(0) { $0 + $1.coordinates.count }
            let count = parameters[position].coordinates.count
            let elements = (0..<path.points.rows).flatMap { path.points.row($0)[first..<first + count] }
            return Value(Matrix(rows: path.points.rows, columns: count, elements: elements))
        }
    }

    /// What the columns of a member are called in pictures.
    func columnNames(of member: String) -> [String] {
        switch member {
        case "points": coordinates
        case "values": [function]
        case "gradients": coordinates.map { "∂\(function)/∂\($0)" }
        default: parameters.first { $0.name == member }?.coordinates ?? []
        }
    }

    /// What a member is, as a sentence without its full stop.
    static func summary(of name: String) -> String {
        switch name {
        case "points": "The places, a row for each step from 0"
        case "values": "The function's value at each place"
        case "gradients": "The gradient at each place"
        default: "The parameter \(name) at each step from 0"
        }
    }

    /// The most coordinates a table shows.
    private static let shownCoordinates = 6

    /// The table: steps 0, 1, 2, 5, 10, 20, 50, … and the last.
    var table: Table {
        let positions = milestones
        let shown = coordinates.prefix(Self.shownCoordinates)
        func column(_ title: String, _ value: (Int) -> Double) -> Table.Column {
            Table.Column(title: title, numbers: positions.map(value), digits: 6)
        }
        var columns = [Table.Column(title: "step", numbers: positions.map { Double($0) })]
        for (index, name) in shown.enumerated() { columns.append(column(name) { path.points[$0, index] }) }
        columns.append(column(function) { path.values[$0] })
        columns.append(column("‖∇‖") { Matrix(row: Array(path.gradients.row($0))).norm() })
        return Table(title: title, columns: columns, footnote: footnote)
    }

    private var footnote: String? {
        var sentences: [String] = []
        if let step = path.divergedAt { sentences.append("diverged: step \(step) leads to what is not finite") }
        if let first = path.values.first, let last = path.values.last, last > first, path.divergedAt == nil {
            sentences.append("\(function) rose from \(Value.text(of: first)) to \(Value.text(of: last))")
        }
        let count = coordinates.count
        if count > Self.shownCoordinates {
            sentences.append("\(Self.shownCoordinates) of \(count) coordinates are shown")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    private var milestones: [Int] {
        var chosen: [Int] = [0]
        var decade = 1
        while decade <= path.steps {
            chosen += [1, 2, 5].map { decade * $0 }.filter { $0 < path.steps }
            decade *= 10
        }
        return path.steps > 0 ? chosen + [path.steps] : chosen
    }
}
