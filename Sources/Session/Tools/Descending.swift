import Drawing
import Engine
import Language

/// `descend`.
enum Descending {
    /// The most steps of a path.
    private static let stepLimit = 10_000_000
    /// How many numbers a descent must go through to have a display.
    ///
    /// The time it takes does not decide, so that a notebook comes out the same every time.
    private static let longDescent = 20_000

    /// Descends on a function or on the risk of a linear model.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let momentum = try Training.momentum(arguments, machine.convention)
        let rate = try arguments.nonNegative("learning_rate") ?? 0.1
        let steps = try arguments.whole("steps", in: 0...stepLimit) ?? 100
        let terms = Terms(rate: rate, momentum: momentum, steps: steps)
        if case .dataset(let data) = arguments["f"] {
            guard case .linear(let model) = data.origin else {
                throw Diagnostic(
                    .value, "the risk of \(arguments.text("f")) is not known", at: arguments.span("f"),
                    hint: "data made by linear(…) know their risk; a network is trained: train N on D", topic: "descend"
                )
            }
            return try descend(model, terms, arguments, machine)
        }
        guard case .function(let entry) = try arguments.required("f") else {
            throw Diagnostic(.type, "descend takes a function", at: arguments.span("f"), topic: "descend")
        }
        for label in ["batch", "seed"] where arguments[label] != nil {
            throw Diagnostic(
                .value, "\(label) goes with data of a linear model; a function has no samples",
                at: arguments.span(label),
                topic: "descend")
        }
        return try descend(entry, terms, arguments, machine)
    }

    /// How it is descended.
    private struct Terms {
        let rate: Double
        let momentum: Momentum
        let steps: Int

        var text: String {
            "η = \(Value.text(of: rate))" + (momentum == .none ? "" : ", momentum: \(momentum.description)")
        }
    }

    // MARK: A function

    private static func descend(
        _ entry: Entry, _ terms: Terms, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        let span = arguments.span("f")
        let gradient = try Differentiation.gradient(of: .function(entry), at: span)
        let labels = entry.parameters(in: { $0 == .subject }).map(\.parameter.label)
        let start = try start(of: entry, labels, arguments)
        let shapes = start.map { Shape($0) }
        try machine.limits.check(terms.steps + 1, max(1, start.reduce(0) { $0 + $1.elements.count }), at: span)
        func call(_ function: Entry, _ place: [Double]) throws(Diagnostic) -> Value {
            try Self.call(function, at: place, shapes, span, machine)
        }
        let path = try descend(from: start.flatMap(\.elements), terms, arguments, machine) {
            (place, _) throws(Diagnostic) in
            let value = try call(entry, place)
            let slope = try call(gradient, place)
            guard case .number(let number) = value else {
                throw Diagnostic(
                    .type, "a descent needs a function that gives a number, and \(entry.name) gives \(value.described)",
                    at: span, topic: "descend")
            }
            return (value: number, gradient: elements(slope))
        }
        let parameters = zip(labels, shapes).map { label, shape in
            (name: label, coordinates: coordinates(label, shape))
        }
        return try record(
            path, entry.name, parameters, .function(entry, shapes), terms, arguments, machine)
    }

    /// Calls a function of parameters of some shapes at a place, which has all their elements one after the other.
    static func call(
        _ function: Entry, at place: [Double], _ shapes: [Shape], _ span: Span, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        var first = 0
        let values = shapes.map { shape in
            defer { first += shape.rows * shape.columns }
            return Value(
                Matrix(
                    rows: shape.rows, columns: shape.columns,
                    elements: Array(place[first..<first + shape.rows * shape.columns])))
        }
        return try Calls.call(
            .function(function), values, spans: shapes.map { _ in span }, head: span, machine: machine)
    }

    /// The numbers of a gradient, one after the other.
    private static func elements(_ gradient: Value) -> [Double] {
        if case .tuple(let items) = gradient { return items.flatMap(elements) }
        return gradient.primal.asMatrix?.elements ?? []
    }

    /// The names of a parameter's numbers: `w` alone, `w1`, `w2` of a vector, `W[1, 2]` of a matrix.
    private static func coordinates(_ label: String, _ shape: Shape) -> [String] {
        let count = shape.rows * shape.columns
        if count == 1 { return [label] }
        return (0..<count).map { position in
            shape.rows == 1 || shape.columns == 1
                ? "\(label)\(position + 1)"
                : "\(label)[\(position / shape.columns + 1), \(position % shape.columns + 1)]"
        }
    }

    /// Where it begins: a number or a matrix for each parameter, 0 where nothing is said.
    private static func start(
        of entry: Entry, _ labels: [String], _ arguments: Arguments
    ) throws(Diagnostic) -> [Matrix] {
        guard let given = arguments["start"] else { return labels.map { _ in Matrix(row: [0]) } }
        var found: [Matrix] = []
        let items = if case .tuple(let items) = given { Array(items) } else { [given] }
        for item in items {
            guard let matrix = item.asMatrix, !matrix.isEmpty else {
                throw Diagnostic(
                    .type, "a descent begins at numbers or matrices, and this is \(item.described)",
                    at: arguments.span("start"), topic: "descend")
            }
            found.append(matrix)
        }
        // A vector has a number for each parameter.
        if let only = found.first, found.count == 1, labels.count > 1, Shape(only).isVector,
            only.elements.count == labels.count
        {
            return only.elements.map { Matrix(row: [$0]) }
        }
        guard found.count == labels.count else {
            throw Diagnostic(
                .value,
                "\(entry.name) has \(counted(labels.count, "parameter")), and the start gives "
                    + counted(found.count, "value"),
                at: arguments.span("start"),
                hint: labels.count == 1 ? "a vector stands in brackets: from [2, 2]" : "its form: \(entry.form)",
                topic: "descend")
        }
        return found
    }

    // MARK: A linear model

    private static func descend(
        _ model: LinearModel, _ terms: Terms, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        let batch: Int? =
            if case .all = arguments["batch"] { nil } else { try arguments.whole("batch", in: 1...1_000_000) }
        let seed = try arguments.seed(machine)
        var start = model.weights.map { _ in 0.0 }
        if let given = arguments["start"] {
            start = elements(given)
            guard start.count == model.weights.count else {
                throw Diagnostic(
                    .shape,
                    "the linear model has \(counted(model.weights.count, "weight")), and the start gives \(start.count)",
                    at: arguments.span("start"), topic: "descend")
            }
        }
        try machine.limits.check(terms.steps + 1, start.count, at: arguments.head)
        let path = try descend(from: start, terms, arguments, machine) { (weights, step) throws(Diagnostic) in
            try engine(at: arguments.span("f")) { () throws(EngineError) in
                let gradient =
                    if let batch {
                        try model.batchGradient(at: weights, batch: batch, seed: seed, step: step)
                    } else {
                        try model.riskGradient(at: weights)
                    }
                return (value: try model.risk(of: weights), gradient: gradient)
            }
        }
        let names = coordinates("w", Shape(rows: 1, columns: start.count))
        return try record(
            path, "risk", [(name: "w", coordinates: names)], .risk(model), terms, arguments, machine,
            batches: batch.map { DescentRecord.Batches(model: model, size: $0, seed: seed) })
    }

    // MARK: Both

    /// Goes down; an interrupt is left in the machine, so that the path so far can be kept.
    private static func descend(
        from start: [Double], _ terms: Terms, _ arguments: Arguments, _ machine: Machine,
        _ evaluate: (_ place: [Double], _ step: Int) throws(Diagnostic) -> (value: Double, gradient: [Double])
    ) throws(Diagnostic) -> DescentPath {
        var interruption: Diagnostic?
        let view =
            terms.steps * start.count >= longDescent
            ? DescentView(title: "descend \(arguments.text("f"))", steps: terms.steps, machine: machine) : nil
        defer { view?.end() }
        let path = try Engine.descend(
            from: start, learningRate: terms.rate, momentum: terms.momentum, steps: terms.steps
        ) { (place, step) throws(Diagnostic) -> (value: Double, gradient: [Double])? in
            do throws(Diagnostic) {
                try machine.checkInterrupt(at: arguments.head)
                let found = try evaluate(place, step)
                view?.update(step: step, value: found.value)
                return found
            } catch  where error.kind == .interrupted && step > 0 {
                interruption = error
                interruption?.message = "interrupted after step \(step - 1) of \(terms.steps); the path so far is kept"
                interruption?.spans = [arguments.head]
                view?.state = .interrupted
                return nil
            }
        }
        machine.interruption = interruption
        if let step = path.divergedAt {
            view?.state = .failed("not finite at step \(step)")
        } else if interruption == nil {
            view?.state = .finished
        }
        return path
    }

    private static func record(
        _ path: DescentPath, _ function: String, _ parameters: [(name: String, coordinates: [String])],
        _ surface: DescentRecord.Surface, _ terms: Terms, _ arguments: Arguments, _ machine: Machine,
        batches: DescentRecord.Batches? = nil
    ) throws(Diagnostic) -> Value {
        if path.divergedAt == 0 {
            throw Diagnostic(
                .numeric, "\(function) or its gradient is not finite where the descent begins",
                at: arguments["start"] == nil ? arguments.span("f") : arguments.span("start"),
                hint: "from names another place", topic: "descend")
        }
        let place = arguments["start"].map { " from \($0.short)" } ?? ""
        if let step = path.divergedAt {
            machine.warn(
                "the descent diverged: step \(step) leads to what is not finite, and the path ends before it; a smaller η "
                    + "usually helps")
        }
        return .path(
            DescentRecord(
                path: path,
                title: "descend \(arguments.text("f"))\(place), \(terms.text)"
                    + (batches.map { ", batches of \($0.size)" } ?? ""),
                function: function, batches: batches, parameters: parameters, surface: surface))
    }
}
