import Engine
import Language

/// The columns of a sweep's table, as they are found while it is compiled.
struct SweepColumns {
    /// The labels, in the order they were first written.
    private(set) var labels: [String] = []
    /// How many of the columns hold what the sweep runs over; they come first.
    let boundCount: Int

    /// The column that says why a point failed; it is there only where one did.
    static let failure = "failure"

    /// Creates the columns of what a sweep runs over.
    init(bound names: [String]) {
        labels = names
        boundCount = names.count
    }

    /// The column of a label, new where there is none.
    mutating func column(_ label: String) -> Int {
        if let position = labels.firstIndex(of: label) { return position }
        labels.append(label)
        return labels.count - 1
    }
}

/// The points of a sweep, all of them found before the first is run.
struct SweepGrid {
    /// How often ranges are drawn from, and where the draws start.
    struct Trials {
        let count: Int
        let seed: UInt64
        let span: Span
    }

    /// The most points a sweep may have.
    static let limit = 1_000_000

    /// What each point gives the sweep's names, in their order; the first binder is the slowest.
    private(set) var points: [[Value]] = []
    private let trials: Trials?
    private let head: Span
    /// Whether a range has been drawn from.
    private var isDrawn = false

    /// Finds the points: the binders' items in every combination.
    ///
    /// With trials the ranges are intervals. All of them together are one binder, in the place of the first: trial t, from 0,
    /// takes one number after the other from the stream mix(seed, trial, t).
    init(
        _ sequences: [Compiler.BoundSequence], trials: Trials?, at head: Span, _ machine: Machine
    ) throws(Diagnostic) {
        self.trials = trials
        self.head = head
        try collect(sequences[...], behind: [], stream: nil, machine)
        if let trials, !isDrawn, !points.isEmpty {
            throw Diagnostic(
                .value, "trials=\(trials.count) draws from ranges, and this sweep runs over none", at: trials.span,
                hint: "η in 0.01..0.5 is a range", topic: "sweep")
        }
    }

    private mutating func collect(
        _ sequences: ArraySlice<Compiler.BoundSequence>, behind values: [Value], stream: RandomStream?,
        _ machine: Machine
    ) throws(Diagnostic) {
        guard let first = sequences.first else {
            points.append(values)
            return
        }
        let value = try first.sequence(machine)
        let inner = sequences.dropFirst()
        if let trials, case .range(let range) = value {
            isDrawn = true
            let interval = try Self.interval(range, first)
            var streams = [stream].compactMap { $0 }
            if streams.isEmpty {
                try checkCount(trials.count)
                streams = (0..<trials.count).map {
                    RandomStream(seed: trials.seed, role: .trial, counter: UInt64($0))
                }
            }
            for var stream in streams {
                let drawn = interval.lowerBound + (interval.upperBound - interval.lowerBound) * stream.uniform()
                try collect(
                    inner, behind: values + (try bind(.number(drawn), first, machine)), stream: stream, machine)
            }
            return
        }
        let items = try ItemSequence(value, at: first.span)
        if inner.isEmpty { try checkCount(items.count) }
        for position in 0..<items.count {
            try collect(inner, behind: values + (try bind(items[position], first, machine)), stream: stream, machine)
        }
    }

    /// Gives a binder's names their values, which the binders behind it see.
    private func bind(
        _ item: Value, _ binder: Compiler.BoundSequence, _ machine: Machine
    ) throws(Diagnostic) -> [Value] {
        try machine.checkInterrupt(at: head)
        var values = [item]
        if binder.slots.count > 1 {
            let parts = try ItemSequence(item, at: binder.span)
            guard parts.count == binder.slots.count else {
                throw Diagnostic(
                    .value, "\(binder.slots.count) names, and an item of \(parts.count) parts", at: binder.span)
            }
            values = (0..<parts.count).map { parts[$0] }
        }
        for (slot, value) in zip(binder.slots, values) { machine.assign(value, to: slot, by: binder.assignment) }
        return values
    }

    private func checkCount(_ more: Int) throws(Diagnostic) {
        guard points.count + more <= Self.limit else {
            throw Diagnostic(
                .limit, "a sweep has \(Self.limit) points at most, and this one has more", at: head,
                hint: "that cannot be raised: several sweeps go over more", topic: "limits")
        }
    }

    private static func interval(
        _ range: NumberRange, _ binder: Compiler.BoundSequence
    ) throws(Diagnostic) -> ClosedRange<Double> {
        guard range.step == 1 else {
            throw Diagnostic(
                .value,
                "trials draw from the whole interval, and this range has the step \(Value.text(of: range.step))",
                at: binder.span, hint: "leave the step out, or list the values in brackets", topic: "sweep")
        }
        guard range.first <= range.last else {
            throw Diagnostic(
                .value, "between \(Value.text(of: range.first)) and \(Value.text(of: range.last)) is nothing to draw",
                at: binder.span, hint: "the smaller bound comes first", topic: "sweep")
        }
        return range.first...range.last
    }
}
