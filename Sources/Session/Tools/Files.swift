import Engine
import Language

/// `save` and `load`.
enum Files {
    static func save(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        guard case .table(let table) = try arguments.required("T") else { return .none }
        let path = try arguments.text(of: "file") ?? ""
        try engine(at: arguments.span("file")) { () throws(EngineError) in
            try File.write(Array(try table.commaSeparatedValues().utf8), to: path)
        }
        return .none
    }

    static func load(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let path = try arguments.text(of: "file") ?? ""
        let share = try arguments.share("test")
        let seed = try arguments.seed(machine)
        let target = try arguments.text(of: "target")
        let bytes = try engine(at: arguments.span("file")) { () throws(EngineError) in try File.read(path) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let samples: Dataset
        do {
            samples = try Dataset(name: name, commaSeparatedValues: bytes, target: target)
        } catch {
            let kind: Diagnostic.Kind =
                switch error.code {
                case .limit, .memory: .limit
                case .cancelled: .interrupted
                default: .file
                }
            throw Diagnostic(
                kind, kind == .interrupted ? error.message : "\"\(path)\": \(error.message)",
                at: arguments.span("file"),
                hint: error.code == .limit ? Limits.fixedHint : error.code == .memory ? Limits.memoryHint : nil,
                topic: kind == .interrupted ? nil : "load")
        }
        guard let share else { return .dataset(DataSet(samples)) }
        return try engine(at: arguments.span("test")) { () throws(EngineError) in
            let parts = try samples.split(testShare: share, seed: seed)
            return .dataset(DataSet(parts.train, test: parts.test))
        }
    }
}

extension ValueTable {
    /// The table as comma-separated values (RFC 4180): a line with the labels, then one for each row.
    ///
    /// Numbers have as many digits as it takes to read the same ones again; none is an empty field.
    fileprivate func commaSeparatedValues() throws(EngineError) -> String {
        var pulse = Interruption.Pulse()
        var text = columns.map { Self.field($0.label) }.joined(separator: ",") + "\n"
        for row in 0..<rowCount {
            try pulse.count(200 * columns.count)
            text += columns.map { Self.field($0.values[row].inFull) }.joined(separator: ",") + "\n"
        }
        return text
    }

    /// A field, in quotes where a reader would take it apart or trim it.
    private static func field(_ text: String) -> String {
        let needsQuotes =
            text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13].contains($0) }
            || text.first == " " || text.last == " " || text.first == "\t" || text.last == "\t"
        guard needsQuotes else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension Value {
    /// The value as a file holds it, numbers to their last digit.
    fileprivate var inFull: String {
        switch self {
        case .none: return ""
        case .number(let number):
            let text = "\(number)"
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        case .matrix(let matrix):
            return "["
                + (0..<matrix.rows).map { row in
                    matrix.row(row).map { Value.number($0).inFull }.joined(separator: ", ")
                }.joined(separator: "; ") + "]"
        default: return short
        }
    }
}
