import Drawing
import Engine
import Language
import SVGConversion

/// `save` and `load`.
enum Files {
    static func save(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let value = try arguments.required("T")
        let path = try arguments.text(of: "file") ?? ""
        let form = try form(of: value, path, arguments)
        if form != .png, arguments["scale"] != nil {
            throw Diagnostic(
                .value, "scale goes with .png, whose pixels it multiplies", at: arguments.span("scale"), topic: "save")
        }
        let bytes = try contents(of: value, form, arguments)
        try engine(at: arguments.span("file")) { () throws(EngineError) in try File.write(bytes, to: path) }
        return .none
    }

    /// The forms of files, by how their names end.
    private enum Form: String, CaseIterable {
        case safetensors, svg, png, pdf, html
        /// Comma-separated values, under any other name.
        case csv

        /// The form that a name asks for.
        init(_ path: String) { self = Form.allCases.first { path.hasSuffix(".\($0.rawValue)") } ?? .csv }

        /// The forms a value can have, the usual one first.
        static func all(of value: Value) -> [Form] {
            switch value {
            case .network: [.safetensors]
            case .figure, .diagram: [.svg, .png, .pdf]
            case .replay: [.html]
            default: [.csv]
            }
        }

        var subject: String {
            switch self {
            case .safetensors: "a network"
            case .svg, .png, .pdf: "a figure or a diagram"
            case .html: "a replay"
            case .csv: "a table"
            }
        }
    }

    /// The form the file is to have, which must suit the value.
    private static func form(of value: Value, _ path: String, _ arguments: Arguments) throws(Diagnostic) -> Form {
        let form = Form(path)
        let possible = Form.all(of: value)
        if possible.contains(form) { return form }
        let endings = possible.map { ".\($0.rawValue)" }
        let list =
            endings.count == 1 ? endings[0] : endings.dropLast().joined(separator: ", ") + " or " + (endings.last ?? "")
        throw Diagnostic(
            .value,
            possible == [.csv]
                ? "only \(form.subject) is saved to a file whose name ends in .\(form.rawValue), and this is \(value.described)"
                : "\(value.kind.withArticle) is saved to a file whose name ends in \(list)",
            at: arguments.span("file"), topic: "save")
    }

    /// What the file holds.
    private static func contents(
        of value: Value, _ form: Form, _ arguments: Arguments
    ) throws(Diagnostic) -> [UInt8] {
        switch value {
        case .network(let network):
            return try engine(at: arguments.span("T")) { () throws(EngineError) in
                try network.snapshot.safetensors()
            }
        case .figure(let figure): return try picture(figure.svg(), form, arguments)
        case .diagram(let diagram): return try picture(diagram.svg(), form, arguments)
        case .replay(let replay): return Array(replay.page().utf8)
        default:
            let table = try table(of: value, arguments)
            return try engine(at: arguments.span("T")) { () throws(EngineError) in
                Array(try table.commaSeparatedValues().utf8)
            }
        }
    }

    /// A picture in one of its forms.
    private static func picture(_ svg: String, _ form: Form, _ arguments: Arguments) throws(Diagnostic) -> [UInt8] {
        let scale = try arguments.positive("scale") ?? 2
        do throws(ConversionError) {
            return switch form {
            case .png: try PictureConverter().convert(svg, to: .png(scale: scale))
            case .pdf: try PictureConverter().convert(svg, to: .pdf)
            default: Array(svg.utf8)
            }
        } catch {
            throw Diagnostic(
                error.isTooLarge ? .limit : .file, error.message,
                at: arguments.span(error.isTooLarge && arguments["scale"] != nil ? "scale" : "file"),
                hint: error.hint, topic: "save")
        }
    }

    /// What is saved, as a table.
    private static func table(of value: Value, _ arguments: Arguments) throws(Diagnostic) -> ValueTable {
        switch value {
        case .dataset(let data): ValueTable(data.samples.inputs, "x", data.samples.targets, "y")
        case .table(let table): table
        case .history(let history): history.values
        default: ValueTable(try arguments.matrix("T"), "x")
        }
    }

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

    /// `load mnist from "folder"`.
    private static func mnist(_ arguments: Arguments) throws(Diagnostic) -> Value {
        if arguments["file"] != nil {
            let isNamed = !arguments.names.isEmpty
            throw Diagnostic(
                .syntax,
                isNamed
                    ? "the folder of mnist stands behind from"
                    : "the folder behind from is mnist's, not that of a file",
                at: arguments.span("file"),
                hint: isNamed
                    ? "load mnist from \(arguments.text("file"))" : "the name of a file begins with its folder",
                topic: "load")
        }
        guard let folder = try arguments.text(of: "folder") else {
            throw Diagnostic(
                .syntax, "load mnist needs the folder of its files", at: arguments.head,
                hint: "load mnist from \"folder\"", topic: "load")
        }
        for label in ["target", "test", "seed"] where arguments[label] != nil {
            throw Diagnostic(
                .value, "\(label) goes with comma-separated values; mnist comes in two parts",
                at: arguments.span(label),
                topic: "load")
        }
        return try engine(at: arguments.span("folder")) { () throws(EngineError) in
            let parts = try Dataset.mnist(in: folder)
            return .dataset(DataSet(parts.train, test: parts.test))
        }
    }

    static func load(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        if !arguments.names.isEmpty || arguments["folder"] != nil { return try mnist(arguments) }
        guard let path = try arguments.text(of: "file") else {
            throw Diagnostic(
                .syntax, "load needs the name of a file", at: arguments.head,
                hint: "load \"data.csv\", or load mnist from \"folder\"", topic: "load")
        }
        if Form(path) == .safetensors { return try network(path, arguments) }
        let test = try arguments.number("test")
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
                hint: error.code == .limit
                    ? Limits.fixedHint
                    : error.code == .memory
                        ? Limits.memoryHint
                        : name.contains("-ubyte") ? "load mnist from \"folder\" reads its four files" : nil,
                topic: kind == .interrupted ? nil : "load")
        }
        guard let test else { return .dataset(DataSet(samples)) }
        return try arguments.divided(samples, test: test, seed: seed)
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
