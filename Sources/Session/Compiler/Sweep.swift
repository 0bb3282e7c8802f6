import Engine
import Language

/// A compiled sweep.
struct Sweep: Sendable {
    let title: String
    let head: Span
    let sequences: [Compiler.BoundSequence]
    let statements: [StatementCode]
    /// The slots of its scope.
    let ownSlots: [Int]
    let labels: [String]
    let boundCount: Int

    /// Runs the body for each point, on as many threads as the machine may take.
    ///
    /// An interrupt is left in the machine, so that the rows so far can be kept.
    func run(trials: SweepGrid.Trials?, _ machine: Machine) throws(Diagnostic) -> ValueTable {
        machine.interruption = nil
        let points = SweepPoints(try grid(trials, machine))
        let view = SweepView(title: title, points: points.count, machine: machine)
        defer { view.end() }
        run(points, machine, view)
        let outcomes = points.outcomes
        view.update(outcomes.count)
        if points.isInterrupted {
            machine.interruption = Diagnostic(
                .interrupted, "interrupted after \(outcomes.count) of \(points.count) points, whose rows are kept",
                at: head)
        } else if !points.isLeft {
            let failed = outcomes.count { $0.failure != nil }
            // Where no point comes through, the body is at fault.
            if failed == points.count, let first = points.failure { throw first }
            view.isWhole = true
            if failed > 0 {
                machine.warn("\(failed) of \(points.count) points failed; the column failure says why")
            }
        }
        return try table(outcomes)
    }

    private func grid(_ trials: SweepGrid.Trials?, _ machine: Machine) throws(Diagnostic) -> [[Value]] {
        defer { forget(machine) }
        return try SweepGrid(sequences, trials: trials, at: head, machine).points
    }

    /// Runs the points; this thread runs some itself, and meanwhile shows how far all have come.
    private func run(_ points: SweepPoints, _ machine: Machine, _ view: SweepView) {
        let start = machine.start
        let workers = max(1, min(machine.threads, points.count))
        let threads = max(1, machine.threads / workers)
        func ask() {
            if !points.isInterrupted, machine.isCancelled() { points.interrupt() }
        }
        func attend() {
            ask()
            view.update(points.done)
            machine.putOut(points.output(isOver: false))
        }
        var questions = 0
        Threads.run(
            helpers: workers - 1,
            help: { SweepWorker(self, from: start, threads: threads).work(on: points, attend: {}) },
            own: {
                SweepWorker(self, from: start, threads: threads).work(on: points) {
                    questions += 1
                    if questions.isMultiple(of: 16) { attend() } else { ask() }
                }
            },
            whileWaiting: attend)
        machine.putOut(points.output(isOver: true))
    }

    /// Takes what the body assigned away.
    func forget(_ machine: Machine) {
        for slot in ownSlots { machine.set(slot, to: nil) }
    }

    private func table(_ outcomes: [SweepPoints.Outcome]) throws(Diagnostic) -> ValueTable {
        var columns = labels.enumerated().map { position, label in
            ValueTable.Column(label: label, values: outcomes.map { $0.row[position] })
        }
        if outcomes.contains(where: { $0.failure != nil }) {
            columns.append(
                ValueTable.Column(
                    label: SweepColumns.failure, values: outcomes.map { $0.failure.map { .text($0) } ?? .none }))
        }
        let table = ValueTable(columns: columns, boundCount: boundCount)
        guard table.depth <= ValueList.depthLimit else {
            throw Diagnostic(
                .limit, "tables nest more than \(ValueList.depthLimit) deep here", at: head, topic: "limits")
        }
        return table
    }
}
