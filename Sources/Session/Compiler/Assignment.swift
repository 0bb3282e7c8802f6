import Language

/// The statement that gave a variable its value.
///
/// A class, since every turn of a loop notes it.
final class Assignment: Sendable {
    /// The number of the cell in its notebook; `nil` where cells have none.
    let cell: Int?
    /// The line in the cell, from 1.
    let line: Int
    /// The statement's first line.
    let text: String

    init(cell: Int?, line: Int, text: String) {
        self.cell = cell
        self.line = line
        self.text = text
    }

    /// `cell 3, line 2`; `nil` where cells have no numbers.
    var place: String? { cell.map { "cell \($0), line \(line)" } }
}
