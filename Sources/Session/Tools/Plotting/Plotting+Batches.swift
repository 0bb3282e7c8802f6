import Drawing
import Engine
import Language

extension Plotting {
    /// The most batches that one figure shows.
    private static let batchLimit = 36

    /// `minibatches(P, steps=1..6)`: what a stochastic descent sees, a panel for each step.
    ///
    /// Each panel shows the squared error of the samples of its step, the way up to there and the step that it leads to.
    static func batches(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        guard case .path(let record) = try arguments.required("P") else { return .none }
        guard let batches = record.batches, record.coordinates.count == 2 else {
            throw Diagnostic(
                .value, "the path \(arguments.text("P")) has no batches of two weights to show",
                at: arguments.span("P"),
                hint: "descend(L, batch=1) of a linear model with two weights has", topic: "minibatches")
        }
        let steps = try steps(arguments, of: record)
        let points = record.path.points
        let rows = 0...(steps.max() ?? 1)
        let (x, y) = (bounds(rows.map { points[$0, 0] }), bounds(rows.map { points[$0, 1] }))
        let side = max(x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
        var panels: [Figure] = []
        for step in steps {
            try machine.checkInterrupt(at: arguments.head)
            let samples = try engine(at: arguments.span("P")) { () throws(EngineError) in
                try batches.model.batch(of: batches.size, seed: batches.seed, step: step - 1)
            }
            let field = error(of: samples, widened(x, to: side), widened(y, to: side))
            guard let field else { continue }
            panels.append(panel(step, field, record))
        }
        return .figure(
            Figure(title: "what the steps of \(record.title) see", panels: panels))
    }

    private static func steps(_ arguments: Arguments, of record: DescentRecord) throws(Diagnostic) -> [Int] {
        var steps: [Int] = []
        for number in arguments["steps"]?.asMatrix?.elements ?? Array(stride(from: 1.0, through: 6, by: 1)) {
            guard let step = Int(exactly: number), step >= 1, step <= record.path.steps, steps.count < batchLimit else {
                if arguments["steps"] == nil { break }
                throw Diagnostic(
                    .value, "steps are up to \(batchLimit) whole numbers from 1 to \(record.path.steps)",
                    at: arguments.span("steps"), topic: "minibatches")
            }
            steps.append(step)
        }
        guard !steps.isEmpty else {
            throw Diagnostic(
                .value, "the path \(arguments.text("P")) has no step", at: arguments.span("P"), topic: "minibatches")
        }
        return steps
    }

    /// The mean squared error of samples over the plane of two weights.
    private static func error(
        of samples: Dataset, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>
    ) -> ScalarField? {
        let nodes = 41
        // The mean of (x₁a + x₂b - y)² is a square form, whose six coefficients are means themselves.
        var means = [Double](repeating: 0, count: 6)
        for row in 0..<samples.count {
            let (u, v, t) = (samples.inputs[row, 0], samples.inputs[row, 1], samples.targets[row, 0])
            for (index, term) in [u * u, u * v, v * v, u * t, v * t, t * t].enumerated() {
                means[index] += term / Double(samples.count)
            }
        }
        var values: [Double] = []
        for b in ScalarField.nodes(y, count: nodes) {
            for a in ScalarField.nodes(x, count: nodes) {
                let square = means[0] * a * a + 2 * means[1] * a * b + means[2] * b * b
                values.append(square - 2 * means[3] * a - 2 * means[4] * b + means[5])
            }
        }
        return ScalarField(x: x, y: y, rows: nodes, columns: nodes, values: values)
    }

    private static func panel(_ step: Int, _ field: ScalarField, _ record: DescentRecord) -> Figure {
        let points = record.path.points
        let rows = Array(0..<step)
        let (from, to) = (step - 1, step)
        let arrow = Figure.Layer.arrows(
            x: [points[from, 0]], y: [points[from, 1]], dx: [points[to, 0] - points[from, 0]],
            dy: [points[to, 1] - points[from, 1]], style: LineStyle(series: 1, width: 2.5), label: "this step")
        return Figure(
            title: "step \(step)", xAxis: Axis(label: record.coordinates[0], range: field.x),
            yAxis: Axis(label: record.coordinates[1], range: field.y), equalAspect: true,
            layers: [
                .levels(field, levels: field.contourLevels(count: 8), label: "error of the batch"),
                .line(
                    x: rows.map { points[$0, 0] }, y: rows.map { points[$0, 1] },
                    style: LineStyle(series: nil, width: 1.5), label: "path"),
                arrow,
                .points(
                    x: [points[from, 0]], y: [points[from, 1]], style: PointStyle(series: 1, shape: .circle)),
            ])
    }

    private static func bounds(_ values: [Double]) -> ClosedRange<Double> {
        let low = values.min() ?? -1
        let high = values.max() ?? 1
        let margin = max((high - low) * 0.2, 0.1)
        return (low - margin)...(high + margin)
    }

    private static func widened(_ range: ClosedRange<Double>, to extent: Double) -> ClosedRange<Double> {
        let missing = max(extent - (range.upperBound - range.lowerBound), 0) / 2
        return (range.lowerBound - missing)...(range.upperBound + missing)
    }
}
