import Engine
import Language

/// Runs points of a sweep, one after the other, on variables of its own.
///
/// A point finds the variables, the networks and the settings of before the sweep, whatever other points do: what it changes
/// of them is gone with it.
struct SweepWorker {
    private let sweep: Sweep
    private let start: Machine.Start
    private let machine: Machine
    private let record = OutputRecord()

    /// - Parameter threads: How many threads what a point calls may work with.
    init(_ sweep: Sweep, from start: Machine.Start, threads: Int) {
        self.sweep = sweep
        self.start = start
        machine = Machine(start, threads: threads)
        machine.isSweeping = true
    }

    /// Runs points until there are no more.
    ///
    /// - Parameter attend: Called again and again meanwhile, at least as often as an interrupt is asked for.
    func work(on points: SweepPoints, attend: @escaping () -> Void) {
        MemoryLimit.whenever(atMost: { machine.limits.memory }) {
            while let index = points.next() {
                let isCancelled = {
                    attend()
                    return !points.isWanted(index)
                }
                machine.begin(output: record, isCancelled: isCancelled)
                let (flow, failure) = Interruption.whenever(isCancelled) { run(points.values[index]) }
                if failure?.kind == .interrupted { return }
                points.finish(index, row: machine.row, flow, failure: failure, output: record.take())
            }
        }
    }

    private func run(_ point: [Value]) -> (Flow, Diagnostic?) {
        do throws(Diagnostic) {
            try machine.checkInterrupt(at: sweep.head)
            return (try flow(point), nil)
        } catch {
            return (.next, error)
        }
    }

    private func flow(_ point: [Value]) throws(Diagnostic) -> Flow {
        machine.restore(start.snapshot)
        sweep.forget(machine)
        var copies = NetworkCopies()
        for (slot, value) in start.networks { machine.set(slot, to: copies.copy(of: value)) }
        let values = point.map { copies.copy(of: $0) }
        var rest = values[...]
        for sequence in sweep.sequences {
            for slot in sequence.slots {
                if let value = rest.popFirst() { machine.assign(value, to: slot, by: sequence.assignment) }
            }
        }
        machine.row = values + Array(repeating: Value.none, count: sweep.labels.count - values.count)
        for statement in sweep.statements {
            if try statement(machine) == .leaveLoop { return .leaveLoop }
        }
        return .next
    }
}
