internal import FoundationEssentials
internal import KernelCore

/// A subshell: a worker beside the main one.
struct Subshell {
    let identifier: String
    let worker: WorkerLink
}

extension Wire: SubshellHost {
    var subshells: [String] { subshellWorkers.map(\.identifier) }

    func createSubshell() throws(SubshellFailure) -> String {
        guard let maker = starter.subshellMaker else { throw SubshellFailure("this kernel has no subshells") }
        let identifier = UUID().uuidString.lowercased()
        do {
            subshellWorkers.append(
                Subshell(identifier: identifier, worker: try starter.start(worker: newWorkerNumber(), maker())))
        } catch {
            throw SubshellFailure(error.message)
        }
        return identifier
    }

    func deleteSubshell(_ identifier: String) throws(SubshellFailure) {
        guard let index = subshellWorkers.firstIndex(where: { $0.identifier == identifier }) else {
            throw .unknown(identifier)
        }
        // What it still says is brought out until it has ended.
        let worker = subshellWorkers.remove(at: index).worker
        leaving.append(worker)
        do {
            try worker.end()
        } catch {
            throw SubshellFailure(error.message)
        }
    }

    func interruptSubshells() {
        for subshell in subshellWorkers { subshell.worker.interruption.interrupt() }
    }

    /// Releases the workers of deleted subshells that have come to their end.
    func releaseEnded() {
        for worker in leaving where worker.hasEnded { worker.release() }
        leaving.removeAll(where: \.hasEnded)
    }
}
