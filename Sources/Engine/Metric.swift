/// What a history may hold beside the loss where it is asked for, on the training samples and on those of the validation.
public enum Metric: String, Sendable, Hashable, CaseIterable {
    /// The share of samples whose class is missed.
    ///
    /// Where the targets are classes a history has it without being asked; asking makes sure of it.
    case error
    /// The share of samples whose class is found.
    case accuracy
    /// R², one minus the squared differences from the targets over those of the targets from their means, summed over all
    /// samples and outputs: 1 for a perfect fit, 0 for one no better than the mean.
    case determination = "R²"

    /// Whether it is about classes.
    var isAboutClasses: Bool { self != .determination }
}

/// A column of a history: a name and a number for each row, not a number where nothing was measured.
public struct HistoryColumn: Sendable, Hashable {
    /// The name, for tables and axes; that of a validation's column begins with "validation".
    public let name: String
    /// The numbers, one for each row.
    public internal(set) var values: [Double]
}

extension Matrix {
    /// The squared differences of the elements from the means of their columns, summed.
    var squaresAboutMeans: Double {
        var sum = 0.0
        for column in 0..<columns {
            var mean = 0.0
            for row in 0..<rows { mean += self[row, column] / Double(rows) }
            for row in 0..<rows { sum += (self[row, column] - mean) * (self[row, column] - mean) }
        }
        return sum
    }
}
