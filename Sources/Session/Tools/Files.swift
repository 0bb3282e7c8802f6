import Engine
import Language

/// `save` and `load`.
enum Files {
    static func save(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let value = try arguments.required("T")
        let path = try arguments.text(of: "file") ?? ""
        let isNetwork = if case .network = value { true } else { false }
        guard isNetwork == path.hasSuffix(networkEnding) else {
            throw Diagnostic(
                .value,
                isNetwork
                    ? "a network is saved to a file whose name ends in \(networkEnding)"
                    : "only a network is saved to a file whose name ends in \(networkEnding), and this is \(value.described)",
                at: arguments.span("file"), topic: "save")
        }
        let bytes: [UInt8]
        if case .network(let network) = value {
            bytes = try engine(at: arguments.span("T")) { () throws(EngineError) in
                try network.snapshot.safetensors()
            }
        } else {
            let table = try table(of: value, arguments)
            bytes = try engine(at: arguments.span("T")) { () throws(EngineError) in
                Array(try table.commaSeparatedValues().utf8)
            }
        }
        try engine(at: arguments.span("file")) { () throws(EngineError) in try File.write(bytes, to: path) }
        return .none
    }

    /// What is saved, as a table.
    private static func table(of value: Value, _ arguments: Arguments) throws(Diagnostic) -> ValueTable {
        switch value {
        case .dataset(let data): ValueTable(data.samples.inputs, "x", data.samples.targets, "y")
        case .table(let table): table
        default: ValueTable(try arguments.matrix("T"), "x")
        }
    }

    /// How the names of files end that hold networks.
    private static let networkEnding = ".safetensors"

    private static func network(_ path: String, _ arguments: Arguments) throws(Diagnostic) -> Value {
        for label in ["target", "test", "seed"] where arguments[label] != nil {
            throw Diagnostic(
                .value, "\(label) goes with data, and \"\(path)\" holds a network", at: arguments.span(label),
                topic: "load")
        }
        let bytes = try engine(at: arguments.span("file")) { () throws(EngineError) in try File.read(path) }
        do {
            return .network(TrainedNetwork(try Network(safetensors: bytes)))
        } catch {
            guard error.code == .file else {
                return try engine(at: arguments.span("file")) { () throws(EngineError) in throw error }
            }
            throw Diagnostic(.file, "\"\(path)\": \(error.message)", at: arguments.span("file"), topic: "load")
        }
    }

    static func load(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let path = try arguments.text(of: "file") ?? ""
        if path.hasSuffix(networkEnding) { return try network(path, arguments) }
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
    /// The columns of matrices with as many rows: `x1`, `x2`, …, and a single one just `y`.
    fileprivate init(_ first: Matrix, _ name: String, _ second: Matrix? = nil, _ other: String = "") {
        func columns(_ matrix: Matrix, _ name: String) -> [Column] {
            (0..<matrix.columns).map { column in
                Column(
                    label: matrix.columns == 1 ? name : "\(name)\(column + 1)",
                    values: (0..<matrix.rows).map { .number(matrix[$0, column]) })
            }
        }
        self.init(columns: columns(first, name) + (second.map { columns($0, other) } ?? []))
    }

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
