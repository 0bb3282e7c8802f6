/// A table of text from comma-separated values (RFC 4180), with the line each row stands on.
///
/// Fields may be quoted, with commas, line ends and doubled quotes inside. Lines end with LF or CRLF; empty ones do not
/// count.
struct CommaSeparatedValues {
    /// A row and the line it starts on, counted from 1.
    struct Row {
        var line: Int
        var fields: [String]

        /// What separates columns elsewhere and stands in the only field; `nil` where there are several.
        var foreignSeparator: String? {
            guard fields.count == 1, let field = fields.first else { return nil }
            return field.contains(";") ? "semicolons" : field.contains("\t") ? "tabs" : nil
        }
    }

    private(set) var rows: [Row] = []

    /// Reads a table.
    ///
    /// - Throws: A value error with line and column for a quote that is never closed or followed by text, a shape error for
    ///   a row that is shorter or longer than the first or has semicolons or tabs for commas, a limit error for more fields than a matrix may have elements.
    init(_ bytes: some Collection<UInt8>) throws(EngineError) {
        var reader = Reader(bytes)
        var pulse = Interruption.Pulse()
        while let row = try reader.row() {
            if let other = row.foreignSeparator, rows.isEmpty {
                throw .shape("line \(row.line): its columns are separated by \(other), and only commas are read")
            }
            if let first = rows.first, first.fields.count != row.fields.count {
                throw .shape(
                    "line \(row.line) has \(row.fields.count) column\(row.fields.count == 1 ? "" : "s"), and the "
                        + "first row has \(first.fields.count)")
            }
            // Reading a field takes some hundred times as long as adding a number.
            try pulse.count(100 * row.fields.count)
            rows.append(row)
            try Matrix.checkSize(rows: rows.count, columns: row.fields.count)
        }
    }

    private struct Reader<Bytes: Collection<UInt8>> {
        private var rest: Bytes.SubSequence
        private var line = 1

        init(_ bytes: Bytes) {
            rest = bytes[...]
            if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        }

        /// The next row that is not empty; nil at the end.
        mutating func row() throws(EngineError) -> Row? {
            while !rest.isEmpty {
                var row = Row(line: line, fields: [])
                while true {
                    row.fields.append(try field(column: row.fields.count + 1))
                    if rest.first != UInt8(ascii: ",") { break }
                    rest = rest.dropFirst()
                }
                endLine()
                if row.fields != [""] { return row }
            }
            return nil
        }

        private mutating func endLine() {
            if rest.first == UInt8(ascii: "\r") { rest = rest.dropFirst() }
            if rest.first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
            line += 1
        }

        /// Whether the field ends here.
        private var isAtEnd: Bool {
            switch rest.first {
            case nil, UInt8(ascii: ","), UInt8(ascii: "\n"): true
            case UInt8(ascii: "\r"): rest.dropFirst().first == UInt8(ascii: "\n") || rest.dropFirst().isEmpty
            default: false
            }
        }

        private mutating func field(column: Int) throws(EngineError) -> String {
            if rest.first == UInt8(ascii: "\"") { return try quotedField(column: column) }
            var bytes: [UInt8] = []
            while !isAtEnd, let byte = rest.popFirst() { bytes.append(byte) }
            let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            let text = bytes.drop(while: isSpace)
            let end = text.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? text.startIndex
            return String(decoding: text[..<end], as: UTF8.self)
        }

        private mutating func quotedField(column: Int) throws(EngineError) -> String {
            let start = line
            var bytes: [UInt8] = []
            rest = rest.dropFirst()
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\n") { line += 1 }
                guard byte == UInt8(ascii: "\"") else {
                    bytes.append(byte)
                    continue
                }
                if rest.first == UInt8(ascii: "\"") {
                    rest = rest.dropFirst()
                    bytes.append(byte)
                } else {
                    guard isAtEnd else {
                        throw .value("line \(line), column \(column): text follows the closing quote")
                    }
                    return String(decoding: bytes, as: UTF8.self)
                }
            }
            throw .value("line \(start), column \(column): the quote is never closed")
        }
    }
}

extension Dataset {
    /// Reads a data set from comma-separated values: a row of names, then a sample in each row.
    ///
    /// All columns but the target's hold the inputs, which are numbers. A target column of numbers is taken as it is; in any
    /// other column the texts are names of classes, numbered from 0 in the order of their first appearance.
    ///
    /// - Parameters:
    ///   - name: What the data set is called.
    ///   - text: The bytes of the file, in UTF-8.
    ///   - target: The name of the target's column; nil for the last.
    /// - Throws: A value or shape error with line and column for what is no table of finite numbers, a limit error for too
    ///   many numbers.
    public init(
        name: String, commaSeparatedValues text: some Collection<UInt8>, target: String? = nil
    ) throws(EngineError) {
        let rows = try CommaSeparatedValues(text).rows
        guard let header = rows.first?.fields, rows.count > 1 else {
            throw .value("\(name) has no samples: a first line with the names of the columns, then one for each sample")
        }
        guard header.count > 1 else { throw .shape("\(name) has one column; it needs inputs and a target") }
        // As names they would be a sample that is lost without a word.
        guard !header.dropLast().allSatisfy({ Double($0) != nil }) else {
            throw .value("line 1 holds numbers, and names the columns: put a line such as x1,x2,y before it")
        }
        guard let targetColumn = target.map({ header.firstIndex(of: $0) }) ?? header.count - 1 else {
            throw .value(
                "\(name) has no column \(target ?? ""); its columns are " + header.joined(separator: ", "))
        }
        var inputs = [Double](roomFor: (rows.count - 1) * (header.count - 1))
        var pulse = Interruption.Pulse()
        for row in rows.dropFirst() {
            try pulse.count(50 * row.fields.count)
            for (column, field) in row.fields.enumerated() where column != targetColumn {
                guard let number = Double(field), number.isFinite else {
                    let place = "line \(row.line), column \(column + 1) (\(header[column]))"
                    throw .value(
                        field.isEmpty
                            ? "\(place): the number is missing"
                            : "\(place): \"\(field.prefix(40))\" is no finite number")
                }
                inputs.append(number)
            }
        }
        let (targets, classNames) = try Self.targets(rows.dropFirst(), column: targetColumn)
        try self.init(
            name: name, inputs: Matrix(rows: rows.count - 1, columns: header.count - 1, elements: inputs),
            targets: Matrix(column: targets), classNames: classNames)
    }

    private static func targets(
        _ rows: ArraySlice<CommaSeparatedValues.Row>, column: Int
    ) throws(EngineError) -> (targets: [Double], classNames: [String]) {
        var numbers: [Double] = []
        var pulse = Interruption.Pulse()
        for row in rows {
            try pulse.count(50)
            guard let number = Double(row.fields[column]), number.isFinite else { break }
            numbers.append(number)
        }
        if numbers.count == rows.count { return (numbers, []) }
        var classes: [String: Int] = [:]
        var names: [String] = []
        var labels: [Double] = []
        for row in rows {
            try pulse.count(50)
            let field = row.fields[column]
            guard !field.isEmpty else { throw .value("line \(row.line), column \(column + 1): the target is missing") }
            let label = classes[field] ?? names.count
            if label == names.count {
                classes[field] = label
                names.append(field)
            }
            labels.append(Double(label))
        }
        return (labels, names)
    }
}
