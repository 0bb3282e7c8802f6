import Engine

/// One line of a trace: what is computed, by which formula, and the numbers.
struct TraceStep {
    let symbol: Formula
    /// What it is computed from; `nil` for what is given.
    let formula: Formula?
    let value: Matrix
}

/// Puts the numbers of a trace beside the formulas of a lecture.
struct TraceSteps {
    let network: Network
    let notation: Notation
    let convention: Convention
    /// How many samples go through.
    let samples: Int

    private func step(_ symbol: Formula, _ formula: Formula?, _ value: Matrix) -> TraceStep {
        TraceStep(symbol: symbol, formula: formula, value: value)
    }

    /// What has a row for each sample, or is a row, as the lecture writes it.
    private func shown(_ matrix: Matrix) -> Matrix { notation.hasColumns ? matrix.transposed() : matrix }

    /// What the weights of a layer are multiplied with.
    private func inputs(_ layer: Int) -> Formula {
        let inputs = notation.activations(layer - 1)
        let factor = (try? network.inputFactor(layer)) ?? 1
        return factor == 1 ? inputs : Formula(Value.text(of: factor)).times(inputs)
    }

    private func name(_ activation: Activation) -> Formula {
        if activation == .sigmoid { return Formula("σ", latex: "\\sigma") }
        let name = "\(activation)"
        return Formula(name, latex: "\\operatorname{\(name)}")
    }

    private func applied(_ function: Formula, to argument: Formula) -> Formula {
        function + Formula("(\(argument.text))", latex: "\\left(\(argument.latex)\\right)")
    }

    // MARK: Forward

    /// Everything the forward pass computes, from the inputs on.
    func forward(_ trace: ForwardTrace) -> [TraceStep] {
        var steps = [step(notation.activations(0), nil, shown(trace.inputs))]
        for (position, known) in trace.layers.enumerated() {
            let layer = position + 1
            let product = notation.forward(inputs(layer), layer)
            let sums = notation.sums(layer)
            steps.append(step(notation.weights(layer), nil, convention.shown(network.weights(layer))))
            if let normalized = known.normalized {
                let raw = notation.rawSums(layer)
                let hat = notation.normalizedSums(layer)
                let (mean, variance) = (notation.symbol("μ", layer), notation.symbol("v", layer))
                let (scale, shift) = (notation.symbol("γ", layer), notation.symbol("β", layer))
                let root = deviation(layer)
                steps += [
                    step(raw, product, shown(normalized.weightedSums)),
                    step(mean, nil, shown(normalized.means)), step(variance, nil, shown(normalized.variances)),
                    step(hat, raw.minus(mean).inParentheses.over(root), shown(normalized.normalizedSums)),
                    step(scale, nil, shown(network.scales(layer))), step(shift, nil, shown(network.shifts(layer))),
                    step(sums, hat.byElement(scale).plus(shift), shown(known.sums)),
                ]
            } else {
                steps.append(step(notation.symbol("b", layer), nil, shown(network.biases(layer))))
                steps.append(step(sums, product.plus(notation.symbol("b", layer)), shown(known.sums)))
            }
            let activation = network.layers[position].activation
            steps.append(
                step(
                    notation.activations(layer),
                    activation == .identity ? sums : applied(name(activation), to: sums), shown(known.activations)))
        }
        return steps
    }

    private func deviation(_ layer: Int) -> Formula {
        let variance = notation.symbol("v", layer)
        return Formula("√(\(variance.text) + ε)", latex: "\\sqrt{\(variance.latex) + \\varepsilon}")
    }

    // MARK: Backward

    /// Everything the backward pass computes, from the outputs back to the first layer.
    func backward(_ trace: BackwardTrace, targets: Matrix) -> [TraceStep] {
        var steps = [step(notation.targets, nil, shown(targets))]
        for layer in stride(from: network.layers.count, through: 1, by: -1) {
            let found = trace.layers[layer - 1]
            steps += deltas(layer, trace, targets)
            var reaching = notation.delta(layer)
            if network.layers[layer - 1].isNormalized {
                let (scale, shift) = (notation.symbol("γ", layer), notation.symbol("β", layer))
                let hat = notation.normalizedSums(layer)
                steps.append(
                    step(
                        notation.derivative(by: scale),
                        notation.summed(reaching.byElement(hat).inParentheses, samples: samples),
                        shown(found.scaleDerivatives)))
                steps.append(
                    step(
                        notation.derivative(by: shift), notation.summed(reaching, samples: samples),
                        shown(found.shiftDerivatives)))
                let raw = notation.derivative(by: notation.rawSums(layer))
                steps.append(
                    step(
                        raw, reaching.byElement(scale).inParentheses.over(deviation(layer)),
                        shown(found.weightedSumDerivatives)))
                reaching = raw
            }
            let product = notation.weightDerivative(inputs(layer), reaching)
            let isMasked = network.layers[layer - 1].mask != nil
            steps.append(
                step(
                    notation.derivative(by: notation.weights(layer)),
                    isMasked ? product.inParentheses.byElement(notation.symbol("M", layer)) : product,
                    convention.shown(found.weightDerivatives)))
            if !found.biasDerivatives.isEmpty {
                steps.append(
                    step(
                        notation.derivative(by: notation.symbol("b", layer)),
                        notation.summed(reaching, samples: samples), shown(found.biasDerivatives)))
            }
        }
        return steps
    }

    /// The derivatives by a layer's activations, where they stand by themselves, and by its weighted sums.
    private func deltas(_ layer: Int, _ trace: BackwardTrace, _ targets: Matrix) -> [TraceStep] {
        let found = trace.layers[layer - 1]
        let activation = network.layers[layer - 1].activation
        let isOutput = layer == network.layers.count
        let byActivations = notation.derivative(by: notation.activations(layer))
        let value = shown(found.activationDerivatives)
        var steps: [TraceStep] = []
        var reaching = byActivations
        if isOutput {
            if let difference = difference(trace, targets) {
                if notation.showsActivationDerivatives { steps.append(step(byActivations, nil, value)) }
                return steps + [step(notation.delta(layer), difference, shown(found.sumDerivatives))]
            }
            steps.append(step(byActivations, nil, value))
        } else {
            let next = layer + 1
            let isNormalized = network.layers[layer].isNormalized
            let product = notation.backward(
                isNormalized ? notation.derivative(by: notation.rawSums(next)) : notation.delta(next), next)
            let factor = (try? network.inputFactor(next)) ?? 1
            let back = factor == 1 ? product : Formula(Value.text(of: factor)).times(product)
            if notation.showsActivationDerivatives {
                steps.append(step(byActivations, back, value))
            } else {
                reaching = activation == .identity ? back : back.inParentheses
            }
        }
        let sums = notation.sums(layer)
        let formula =
            switch activation {
            case .identity: reaching
            case .softmax:
                reaching.times(applied(Formula("J"), to: sums)) + Formula(", by sample", latex: "\\text{, by sample}")
            default:
                reaching.byElement(applied(name(activation) + Formula("'"), to: sums))
            }
        return steps + [step(notation.delta(layer), formula, shown(found.sumDerivatives))]
    }

    /// a - y, divided by the number of samples where the loss is a mean, if that is what δ is by the numbers too.
    private func difference(_ trace: BackwardTrace, _ targets: Matrix) -> Formula? {
        guard let output = trace.layers.last, let activation = network.layers.last?.activation,
            [.sigmoid, .softmax, .identity].contains(activation), Shape(targets) == Shape(trace.forward.outputs)
        else { return nil }
        let isMean = convention.reduction == .mean && samples > 1
        let scale = isMean ? Double(samples) : 1
        for (position, delta) in output.sumDerivatives.elements.enumerated() {
            let gap = trace.forward.outputs.elements[position] - targets.elements[position]
            if (delta * scale - gap).magnitude > 1e-12 { return nil }
        }
        let difference = notation.activations(network.layers.count).minus(notation.targets)
        return isMean ? difference.inParentheses.over(Formula("n")) : difference
    }
}
