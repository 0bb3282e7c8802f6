import Drawing
import Engine
import Language

/// What only `plot` can show: a function of two variables in one of three forms, or numbers in their order.
public enum Plottable: Sendable {
    /// How a function of two variables is drawn.
    public enum Form: String, Sendable {
        /// Lines of equal value, the bands between them tinted.
        case contour
        /// A surface in space.
        case surface
        /// The gradient as arrows.
        case gradient
    }

    /// A function of two variables.
    case field(Form, Entry, name: String, levels: [Double]?)
    /// Numbers over the steps at which they were measured, with what the steps are.
    case series(Series)

    /// Numbers in their order.
    public struct Series: Sendable {
        /// Where each was measured.
        let x: [Double]
        /// What `x` counts.
        let xName: String
        /// The numbers.
        let y: [Double]
        /// What the numbers are.
        let name: String
        /// Which end is the better one, where the numbers were measured on data kept for that.
        var best: Best?
    }

    /// Which of some numbers is the best.
    public enum Best: Sendable {
        case smallest
        case largest
    }

    /// What it is, in a few words.
    var title: String {
        switch self {
        case .field(let form, _, let name, _): "\(form.rawValue) of \(name)"
        case .series(let series): series.name
        }
    }
}

extension Plottable.Series {
    /// The most columns of a member that are drawn as curves.
    private static let curveLimit = 12

    /// The numbers of a member of a history or a path, a curve for each column.
    ///
    /// Empty for any other member, and for one of many columns.
    static func curves(of member: String, in value: Value) -> [Plottable.Series] {
        switch value {
        case .history(let history):
            guard member != "epoch",
                case .matrix(let matrix)? = try? Members.get(
                    Name(member, Span(0, 0)), of: value, convention: history.history.convention)
            else { return [] }
            let isGain = member.hasSuffix("accuracy") || member.hasSuffix("rsquared")
            return [
                Plottable.Series(
                    x: history.history.epochs.map { Double($0) }, xName: "epoch", y: matrix.elements,
                    name: member.replacing("_", with: " "),
                    best: member.hasPrefix("validation_") ? (isGain ? .largest : .smallest) : nil)
            ]
        case .path(let record):
            guard case .matrix(let matrix)? = record.member(member), matrix.columns <= curveLimit else { return [] }
            return zip(record.columnNames(of: member), 0..<matrix.columns).map { name, column in
                Plottable.Series(
                    x: (0..<matrix.rows).map { Double($0) }, xName: "step", y: matrix.column(column), name: name)
            }
        default: return []
        }
    }
}
