/// Backpropagation's gradients against central differences, (C(w+h) - C(w-h)) / 2h, one group of parameters after the other.
public struct GradientCheck: Sendable, Hashable {
    /// The kinds of parameters of a layer.
    public enum Part: String, Sendable, Hashable, CaseIterable {
        /// The weights, `[inputs, units]`.
        case weights = "W"
        /// The biases of a layer that is not normalised, `[1, units]`.
        case biases = "b"
        /// The scales of a normalised layer, `[1, units]`.
        case scales = "γ"
        /// The shifts of a normalised layer, `[1, units]`.
        case shifts = "β"
    }

    /// One derivative, computed both ways.
    public struct Entry: Sendable, Hashable {
        /// The layer of the parameter, counted from 1.
        public let layer: Int
        /// Which of the layer's parameters it belongs to.
        public let part: Part
        /// The row in these, counted from 1.
        public let row: Int
        /// The column, counted from 1.
        public let column: Int
        /// Backpropagation's derivative.
        public let analytic: Double
        /// The central difference.
        public let numeric: Double
        /// |analytic - numeric| / max(|analytic|, |numeric|, floor).
        ///
        /// The floor is 8·ε·C / h / tolerance: what rounding of the loss C alone explains is within the tolerance.
        public let relativeError: Double

        /// The parameter as in "W1[2, 1]".
        public var name: String { "\(part.rawValue)\(layer)[\(row), \(column)]" }
    }

    /// The parameters of one kind of one layer.
    public struct Group: Sendable, Hashable {
        /// The name, as in "W1" and "γ1".
        public let name: String
        /// The number of parameters of the group.
        public let count: Int
        /// The number of those that are no parameters really, because a mask excludes them: never compared.
        public let masked: Int
        /// The number of those compared.
        public let checked: Int
        /// The number of those left out, because a rectifier stands so close to 0 that a step crosses it.
        public let kinks: Int
        /// The comparison with the largest relative error; nil if nothing was compared.
        public let worst: Entry?
    }

    /// The groups in the order W1, b1, W2, b2 and so on; of a normalised layer W, γ and β.
    public let groups: [Group]
    /// The step h for parameters up to 1; for larger ones it is multiplied with their magnitude.
    public let step: Double
    /// The largest relative error that passes.
    public let tolerance: Double
    /// Whether all groups were gone through.
    public let isComplete: Bool

    /// The comparison with the largest relative error of all.
    public var worst: Entry? {
        groups.compactMap(\.worst).max { $0.relativeError < $1.relativeError }
    }

    /// Whether something was compared and no relative error is above the tolerance.
    public var passes: Bool { worst.map { $0.relativeError <= tolerance } ?? false }

    /// The outcome in a sentence.
    public var verdict: String {
        let kinks = groups.reduce(0) { $0 + $1.kinks }
        let left = kinks == 0 ? "" : "; left out at kinks: \(kinks)"
        guard let worst else { return "nothing was compared" + left }
        return "\(passes ? "passes" : "fails"): the largest relative error is \(shortText(worst.relativeError)) at "
            + "\(worst.name), backpropagation \(shortText(worst.analytic)), central difference "
            + "\(shortText(worst.numeric)); tolerance \(shortText(tolerance))" + left
    }
}

extension Network {
    /// Compares the gradient of the loss on a data set with central differences.
    ///
    /// A relu or leaky relu has no derivative at 0: where a step carries one of its weighted sums across, the step is made
    /// smaller, up to a thousand times, and if that does not help the parameter is left out and counted. Activations of the
    /// caller's own count as smooth, as nothing is known of their kinks. Frozen layers are compared like others.
    ///
    /// - Parameters:
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: The form of the loss, without decay.
    ///   - step: h; the cube root of the rounding unit balances the error of the formula and that of rounding.
    ///   - tolerance: The largest relative error that passes.
    ///   - limit: The greatest number of parameters of a group to compare. Of a larger group as many are drawn by the stream
    ///     of seed 1, always the same.
    ///   - normalization: What batch normalisation uses, for the gradient and for the differences.
    ///   - isCancelled: Asked before each comparison; the result is then of what was compared so far.
    /// - Throws: A value error for a step, tolerance or limit that is not positive, a numeric error for a loss that is not
    ///   finite; what `gradients` throws; for networks with a rectifier a limit error if the
    ///   weighted sums of all samples are too many to keep.
    public func gradientCheck(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern, step: Double = 6.055454452393343e-6,
        tolerance: Double = 1e-6, limit: Int = 100, normalization: Normalization.Statistics = .batch,
        isCancelled: () -> Bool = { false }
    ) throws(EngineError) -> GradientCheck {
        try gradientCheck(
            of: try gradients(on: data, loss: loss, convention: convention, normalization: normalization).parameters,
            on: data, loss: loss, convention: convention, step: step, tolerance: tolerance, limit: limit,
            normalization: normalization, isCancelled: isCancelled)
    }

    /// Compares derivatives, wherever they come from, with central differences.
    func gradientCheck(
        of derivatives: [Double], on data: Dataset, loss: Loss?, convention: Convention, step: Double,
        tolerance: Double, limit: Int, normalization: Normalization.Statistics = .batch, isCancelled: () -> Bool
    ) throws(EngineError) -> GradientCheck {
        for (name, value) in [("step", step), ("tolerance", tolerance), ("limit", Double(limit))] {
            guard value > 0 && value.isFinite else {
                throw .value("the \(name) of a gradient check is \(shortText(value)); it must be a positive number")
            }
        }
        var differences = try CentralDifferences(
            self, on: data, loss: loss, convention: convention, normalization: normalization)
        var stream = RandomStream(seed: 1)
        var groups: [GradientCheck.Group] = []
        var isComplete = true
        for (index, layer) in layout.layers.enumerated() {
            for part in GradientCheck.Part.allCases {
                let range = layer.places(of: part)
                if range.isEmpty { continue }
                let mask = part == .weights ? layer.layer.mask?.elements : nil
                let connected = range.indices.map { $0 - range.lowerBound }.filter { mask?[$0] != 0 }
                var worst: GradientCheck.Entry?
                var checked = 0
                var kinks = 0
                for place in stream.places(atMost: limit, of: connected.count).map({ connected[$0] }) {
                    isComplete = isComplete && !isCancelled()
                    guard isComplete else { break }
                    let parameter = range.lowerBound + place
                    guard let found = try differences.derivative(parameter, step: step) else {
                        kinks += 1
                        continue
                    }
                    checked += 1
                    let analytic = derivatives[parameter]
                    let size = max(analytic.magnitude, found.value.magnitude, found.noise / tolerance)
                    let error = analytic == found.value ? 0 : (analytic - found.value).magnitude / size
                    let entry = GradientCheck.Entry(
                        layer: index + 1, part: part, row: place / layer.outputs + 1,
                        column: place % layer.outputs + 1, analytic: analytic, numeric: found.value,
                        relativeError: error.isNaN ? .infinity : error)
                    if entry.relativeError >= worst?.relativeError ?? 0 { worst = entry }
                }
                groups.append(
                    .init(
                        name: "\(part.rawValue)\(index + 1)", count: range.count,
                        masked: range.count - connected.count, checked: checked, kinks: kinks, worst: worst))
            }
        }
        return GradientCheck(groups: groups, step: step, tolerance: tolerance, isComplete: isComplete)
    }
}

extension Layout.DenseLayer {
    /// Where the parameters of a kind stand.
    fileprivate func places(of part: GradientCheck.Part) -> Range<Int> {
        switch part {
        case .weights: weights
        case .biases: biases
        case .scales: scales
        case .shifts: shifts
        }
    }
}

extension RandomStream {
    /// Different places in 0..<count in ascending order: all, or as many as the limit, drawn by Floyd's method.
    fileprivate mutating func places(atMost limit: Int, of count: Int) -> [Int] {
        guard count > limit else { return Array(0..<count) }
        var places: Set<Int> = []
        for last in count - limit..<count {
            if !places.insert(below(last + 1)).inserted { places.insert(last) }
        }
        return places.sorted()
    }
}
