public import Engine
import Synchronization

/// A network with the state of its training: what a variable of the language holds.
///
/// Two names for one network mean the same network, so that `train` on either trains it. A reader on another thread
/// takes a snapshot.
public final class TrainedNetwork: Sendable {
    /// Everything that training changes, as one value.
    struct State: Sendable {
        /// The network itself.
        var network: Network
        /// What makes further training continue where it stands.
        var training = TrainingState()
        /// The record of the training so far.
        var history: TrainingHistory?
    }

    private let state: Mutex<State>
    private let changes = Atomic(0)

    /// Wraps a new network.
    init(_ network: Network) {
        state = Mutex(State(network: network))
    }

    /// Wraps a network in the midst of its training.
    init(_ state: State) {
        self.state = Mutex(state)
    }

    /// The network as it stands now.
    public var snapshot: Network {
        state.withLock { $0.network }
    }

    /// The whole state as it stands now.
    var current: State {
        state.withLock { $0 }
    }

    /// Replaces the state; the session's thread is the only one that does.
    func replace(with new: State) {
        state.withLock { $0 = new }
        changes.add(1, ordering: .relaxed)
    }

    /// Whether the state has been replaced since the network was made.
    var isChanged: Bool { changes.load(ordering: .relaxed) > 0 }
}

/// The record of a training, with the options and conventions it ran under.
public struct TrainingHistory: Sendable {
    /// The rows, one for each epoch from 0.
    public let history: History
    /// The loss that was minimised.
    public let loss: Loss
    /// What was trained on what, for titles.
    public let title: String
    /// What the snapshots are snapshots of; `nil` where there are none.
    var subject: Subject?

    /// A network and what it was last trained on.
    struct Subject: Sendable {
        let network: Network
        let data: Dataset
    }
}

extension Network {
    /// The sizes with arrows: `2 → 50 tanh → 1 sigmoid`; of very many layers the middle is left out.
    var architecture: String {
        guard layers.count > 12, let last = layers.last else { return summary }
        let first = [String(inputs)] + layers.prefix(9).map(Self.text(of:))
        return (first + ["…", Self.text(of: last)]).joined(separator: " → ") + " (\(layers.count) layers)"
    }

    private static func text(of layer: Layer) -> String {
        layer.parts.map(\.text).joined(separator: " → ")
    }
}
