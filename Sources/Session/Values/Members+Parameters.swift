import Engine
import Language

/// What belongs to one layer, by its name: `N.W1`, `G.b2`, `N.γ1`.
extension Members {
    /// A parameter or a mask of a network.
    static func member(_ name: String, of network: Network, convention: Convention) -> Value? {
        guard let member = LayerMember(name), 1...network.layers.count ~= member.layer else { return nil }
        let layer = network.layers[member.layer - 1]
        switch member.part {
        case .weights: return Value(convention.shown(network.weights(member.layer)))
        case .mask: return layer.mask.map { Value(convention.shown($0)) }
        case .biases where !layer.isNormalized: return Value(network.biases(member.layer))
        case .scales where layer.isNormalized: return Value(network.scales(member.layer))
        case .shifts where layer.isNormalized: return Value(network.shifts(member.layer))
        case .biases, .scales, .shifts, .sums, .activations, .deltas: return nil
        }
    }

    /// Weights of a network, which an interrupt may end, since they may be millions; nil for all else.
    static func weights(_ name: Name, of value: Value, _ convention: Convention) throws(Diagnostic) -> Value? {
        guard case .network(let trained) = value, let member = LayerMember(name.text), member.part == .weights,
            1...trained.snapshot.layers.count ~= member.layer
        else { return nil }
        let network = trained.snapshot
        return try engine(at: name.span) { () throws(EngineError) in
            Value(try network.weights(member.layer, layout: convention.weightLayout))
        }
    }

    /// A derivative by the name of its parameter, or what a backward pass met on the way.
    static func member(_ name: String, of gradients: NetworkGradients) -> Value? {
        if name == "loss" { return gradients.trace.map { .number($0.loss) } }
        guard let member = LayerMember(name), member.layer <= gradients.layers else { return nil }
        let (found, layer, trace) = (gradients.gradients, member.layer, gradients.trace)
        switch member.part {
        case .weights: return Value(gradients.convention.shown(found.weights(layer)))
        case .biases where !gradients.isNormalized(layer): return Value(found.biases(layer))
        case .scales where gradients.isNormalized(layer): return Value(found.scales(layer))
        case .shifts where gradients.isNormalized(layer): return Value(found.shifts(layer))
        case .sums: return trace.map { Value($0.forward.layers[layer - 1].sums) }
        case .activations:
            return trace.map { Value(layer == 0 ? $0.forward.inputs : $0.forward.layers[layer - 1].activations) }
        case .deltas: return trace.map { Value($0.layers[layer - 1].sumDerivatives) }
        case .biases, .scales, .shifts, .mask: return nil
        }
    }

    /// What a member of a layer is, as a sentence without its full stop.
    static func summary(of member: LayerMember, of value: Value) -> String {
        let isNetwork = if case .network = value { true } else { false }
        let what = isNetwork || !member.isParameter ? "The" : "The derivatives of the loss by the"
        let place = "\(member.plural) of layer \(member.layer)"
        switch member.part {
        case .weights: return "\(what) \(place), in the layout of the convention in force"
        case .mask: return "The \(place): 1 for each that there is and 0 for none"
        case .biases, .scales, .shifts: return "\(what) \(place), a row with one for each unit"
        case .sums, .activations, .deltas: return "\(what) \(place), a sample in each row"
        }
    }

    /// The error for biases of a normalised layer, and for scales of another; `nil` for any other name.
    static func missingParameter(_ name: Name, of value: Value) -> Diagnostic? {
        let normalized: [Bool]
        switch value {
        case .network(let network): normalized = network.snapshot.layers.map(\.isNormalized)
        case .gradients(let gradients): normalized = (0..<gradients.layers).map { gradients.isNormalized($0 + 1) }
        default: return nil
        }
        guard let member = LayerMember(name.text), 1..<normalized.count + 1 ~= member.layer else { return nil }
        return missingParameter(member, name, isNormalized: normalized[member.layer - 1])
    }

    private static func missingParameter(_ member: LayerMember, _ name: Name, isNormalized: Bool) -> Diagnostic? {
        switch (member.part, isNormalized) {
        case (.biases, true):
            Diagnostic(
                .name, "layer \(member.layer) is normalised and has no biases", at: name.span,
                hint: "its shifts β\(member.layer) take their place, and γ\(member.layer) are its scales",
                topic: "batchnorm")
        case (.scales, false), (.shifts, false):
            Diagnostic(
                .name, "layer \(member.layer) is not normalised and has no \(member.plural)", at: name.span,
                hint: "batchnorm behind the layer would normalise it; its biases are b\(member.layer)",
                topic: "batchnorm")
        default: nil
        }
    }

    /// The weights of a network with their shapes, for suggestions.
    static func weightShapes(of value: Value, named base: String) -> [NamedShape] {
        guard case .network(let network) = value else { return [] }
        let snapshot = network.snapshot
        guard !snapshot.layers.isEmpty else { return [] }
        return (1...snapshot.layers.count).map { layer in
            NamedShape(text: "\(base).W\(layer)", shape: Shape(snapshot.weights(layer)))
        }
    }

    // MARK: Setting

    /// Sets a member: only the parameters and masks of a network can be.
    static func set(
        _ name: Name, of value: Value, to new: Value, machine: Machine, at span: Span
    ) throws(Diagnostic) {
        guard case .network(let trained) = value else {
            throw Diagnostic(
                .type, "only the weights and biases of a network can be set, and this is \(value.described)", at: span)
        }
        var state = trained.current
        try setParameters(name, of: &state.network, to: new, convention: machine.convention, at: span)
        trained.replace(with: state)
    }

    /// Sets some of the numbers of a parameter: all to one number, or each to that of a matrix in the shape of the part.
    static func setPart(
        of name: Name, at positions: [Indexing.Position], of value: Value, to new: Value, named text: String,
        machine: Machine, at span: Span
    ) throws(Diagnostic) {
        guard case .network(let trained) = value else {
            throw Diagnostic(
                .type, "only the weights and biases of a network can be set, and this is \(value.described)", at: span)
        }
        guard LayerMember.isSetting(name.text) else {
            throw Diagnostic(
                .name, "\(name.text) cannot be set", at: name.span,
                hint: "W1, b1, W2, … are the parameters of a network")
        }
        guard var matrix = try get(name, of: value, convention: machine.convention).asMatrix else {
            throw Diagnostic(.type, "\(text) is no matrix", at: span)
        }
        // The same positions of a matrix of places say which numbers are meant.
        let places = Value(
            Matrix(
                rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.indices.map { Double($0) }))
        let part = try Indexing.element(of: places, at: positions, named: text, span: span, machine)
        guard let chosen = part.asMatrix, let numbers = new.primal.asMatrix else {
            throw Diagnostic(.type, "\(text) holds numbers, and this is \(new.described)", at: span)
        }
        let (wanted, given) = (Shape(chosen), Shape(numbers))
        let areVectors = wanted.isVector && given.isVector && chosen.elements.count == numbers.elements.count
        guard given.isScalar || wanted == given || areVectors else {
            throw Diagnostic(
                .shape, "this part of \(text) is \(wanted.text), and the value is \(given.text)", at: span,
                topic: "indexing")
        }
        var elements = matrix.elements
        for (position, place) in chosen.elements.enumerated() {
            elements[Int(place)] = given.isScalar ? numbers.elements[0] : numbers.elements[position]
        }
        matrix = Matrix(rows: matrix.rows, columns: matrix.columns, elements: elements)
        var state = trained.current
        try setParameters(name, of: &state.network, to: Value(matrix), convention: machine.convention, at: span)
        trained.replace(with: state)
    }

    /// Sets a weight matrix or a mask, in the layout of the convention, or a row with a number for each unit.
    static func setParameters(
        _ name: Name, of network: inout Network, to value: Value, convention: Convention, at span: Span
    ) throws(Diagnostic) {
        guard let member = LayerMember(name.text), LayerMember.isSetting(name.text) else {
            throw Diagnostic(
                .name, "\(name.text) cannot be set", at: name.span,
                hint: "W1, b1, W2, … are the parameters of a network")
        }
        guard member.layer <= network.layers.count else {
            throw Diagnostic(
                .name, "\(name.text) does not exist: the network has \(counted(network.layers.count, "layer"))",
                at: name.span)
        }
        let layer = network.layers[member.layer - 1]
        if let missing = missingParameter(member, name, isNormalized: layer.isNormalized) { throw missing }
        guard var matrix = value.asMatrix else {
            if member.part == .mask, case .none = value {
                return try change(&network, at: span) { (network) throws(EngineError) in
                    try network.setMask(nil, layer: member.layer)
                }
            }
            throw Diagnostic(.type, "\(name.text) is a matrix, and this is \(value.described)", at: span)
        }
        let layout = convention.weightLayout
        if member.part == .mask, layout == .outputsByInputs {
            matrix = try engine(at: span) { [matrix] () throws(EngineError) in try matrix.exchanged() }
        }
        let isRow = member.part != .weights && member.part != .mask
        if isRow, matrix.columns == 1, matrix.rows == layer.units { matrix = matrix.transposed() }
        do throws(Diagnostic) {
            try change(&network, at: span) { [matrix] (network) throws(EngineError) in
                switch member.part {
                case .weights: try network.setWeights(matrix, layer: member.layer, layout: layout)
                case .biases: try network.setBiases(matrix, layer: member.layer)
                case .scales: try network.setScales(matrix, layer: member.layer)
                case .shifts: try network.setShifts(matrix, layer: member.layer)
                case .mask: try network.setMask(matrix, layer: member.layer)
                case .sums, .activations, .deltas: break
                }
            }
        } catch {
            // Where the other layout's shape is given, it is most likely that rows and columns are mixed up.
            let inputs = member.layer == 1 ? network.inputs : network.layers[member.layer - 2].units
            let (rows, columns) = layout == .outputsByInputs ? (layer.units, inputs) : (inputs, layer.units)
            guard error.kind == .shape, !isRow, (matrix.rows, matrix.columns) == (columns, rows) else { throw error }
            var helpful = error
            helpful.hint = "transposed it fits; in a matrix a `;` ends a row: [1; 2] is a column"
            throw helpful
        }
    }

    private static func change(
        _ network: inout Network, at span: Span, _ body: (inout Network) throws(EngineError) -> Void
    ) throws(Diagnostic) {
        var changed = network
        try engine(at: span) { () throws(EngineError) in try body(&changed) }
        network = changed
    }
}

extension NetworkGradients {
    /// Whether a layer, counted from 1, is normalised.
    func isNormalized(_ layer: Int) -> Bool { gradients.biases(layer).columns == 0 }

    /// The names of all there is.
    var names: [String] {
        let parameters = LayerMember.parameterNames(normalized: (0..<layers).map { isNormalized($0 + 1) })
        guard trace != nil else { return parameters }
        return parameters + (0..<layers).flatMap { layer in ["Z", "A", "δ"].map { "\($0)\(layer + 1)" } } + ["loss"]
    }
}
