import Synchronization

/// Tells a running cell to stop, from another thread.
///
/// Only a running cell can be interrupted: an interrupt that comes while none runs changes nothing, and none outlives
/// the cell it was meant for.
public final class Interruption: Sendable {
    private enum Phase: UInt8, AtomicRepresentable {
        case idle
        case running
        case interrupted
        /// No cell is to run any more.
        case ended
    }

    private let phase = Atomic(Phase.idle)

    /// Creates one for a kernel that runs nothing yet.
    public init() {}

    /// Interrupts the cell that runs, if one does.
    ///
    /// - Returns: whether one did.
    @discardableResult
    public func interrupt() -> Bool {
        phase.compareExchange(expected: .running, desired: .interrupted, ordering: .acquiringAndReleasing).exchanged
    }

    /// Interrupts the cell that runs, if one does, and lets no other begin.
    public func end() { phase.store(.ended, ordering: .releasing) }

    /// Whether the cell that runs is to stop.
    public var isRequested: Bool {
        switch phase.load(ordering: .relaxed) {
        case .interrupted, .ended: true
        case .idle, .running: false
        }
    }

    /// Says that a cell begins.
    ///
    /// - Returns: whether it may.
    func beginCell() -> Bool {
        phase.compareExchange(expected: .idle, desired: .running, ordering: .acquiringAndReleasing).exchanged
    }

    /// Says that the cell has ended, and with it an interrupt meant for it.
    func endCell() {
        let (ended, _) = phase.compareExchange(
            expected: .running, desired: .idle, ordering: .acquiringAndReleasing)
        if !ended {
            _ = phase.compareExchange(expected: .interrupted, desired: .idle, ordering: .acquiringAndReleasing)
        }
    }
}
