/// How a training run went: a row for each epoch, from the one before the first step on.
public struct History: Sendable, Hashable {
    /// The number of epochs trained before each row; 0 for an untrained network.
    public private(set) var epochs: [Int] = []

    /// The loss on all training samples without the decay term, at the weights after the row's epoch.
    public private(set) var loss: [Double] = []

    /// The share of training samples whose class is missed, at the same weights; nil unless the targets are classes.
    public private(set) var error: [Double]?

    /// The output, at the same weights; nil unless there is one sample and one output.
    public private(set) var output: [Double]?

    /// The convention the run used.
    public let convention: Convention

    /// What the run used, in words: the loss, the learning rate and all else that was chosen or left to a default.
    public let choices: [Convention.Choice]

    init(convention: Convention, choices: [Convention.Choice], hasError: Bool, hasOutput: Bool, capacity: Int) {
        self.convention = convention
        self.choices = choices
        if hasError { error = [] }
        if hasOutput { output = [] }
        epochs.reserveCapacity(capacity)
        loss.reserveCapacity(capacity)
        error?.reserveCapacity(capacity)
        output?.reserveCapacity(capacity)
    }

    mutating func record(_ measurement: Measurement, epoch: Int) {
        epochs.append(epoch)
        loss.append(measurement.loss)
        error?.append(measurement.error)
        output?.append(measurement.output)
    }

    /// Adds the rows of a run that continued this one.
    ///
    /// Rows of epochs that this history already has are left out: a run begins with the row its predecessor ended with.
    public mutating func append(_ other: History) {
        let last = epochs.last ?? -1
        let start = other.epochs.firstIndex { $0 > last } ?? other.epochs.count
        epochs += other.epochs[start...]
        loss += other.loss[start...]
        error = History.joined(error, other.error, from: start)
        output = History.joined(output, other.output, from: start)
    }

    private static func joined(_ first: [Double]?, _ second: [Double]?, from start: Int) -> [Double]? {
        guard let first, let second else { return nil }
        return first + second[start...]
    }
}

/// What is measured on all training samples at one state of the weights.
struct Measurement {
    var loss: Double
    var error = 0.0
    var output = 0.0
}

/// The progress of a run, after each epoch.
public struct EpochReport: Sendable, Hashable {
    /// The number of epochs trained so far, counted over all runs.
    public let epoch: Int
    /// The epoch at which the run will end.
    public let of: Int
    /// The loss on all training samples.
    public let loss: Double
    /// The share of training samples whose class is missed, if the targets are classes.
    public let error: Double?
}

/// The end of a training run.
public struct TrainingOutcome: Sendable, Hashable {
    /// Why a run ended.
    public enum Ending: Sendable, Hashable {
        /// All epochs were trained.
        case completed
        /// The caller cancelled it.
        case cancelled
        /// A number became infinite or undefined, first in this layer (counted from 1), epoch and step of the epoch (both
        /// counted from 1; 0 for the weights training began with).
        case diverged(layer: Int, epoch: Int, step: Int)
    }

    /// The rows of the run; the first is the state it began with.
    public let history: History

    /// Why it ended.
    public let ended: Ending
}
