/// How a training run went: a row for each epoch, from the one before the first step on.
///
/// What was measured in only some of the runs that make up a history is not a number in the rows of the others.
public struct History: Sendable, Hashable {
    /// The number of epochs trained before each row; 0 for an untrained network.
    public private(set) var epochs: [Int] = []

    /// The loss on all training samples without the decay term, at the weights after the row's epoch.
    public private(set) var loss: [Double] = []

    /// The share of training samples whose class is missed, at the same weights; nil unless the targets are classes.
    public private(set) var error: [Double]?

    /// The output, at the same weights; nil unless there is one sample and one output.
    public private(set) var output: [Double]?

    /// The loss on the validation, at the same weights; nil unless there is one.
    public private(set) var validationLoss: [Double]?

    /// The share of the validation's samples whose class is missed, at the same weights; nil unless there is a validation
    /// and all targets are classes.
    public private(set) var validationError: [Double]?

    /// What was asked for beside these, first on the training samples, then on the validation.
    public private(set) var metrics: [HistoryColumn] = []
    private var metricKeys: [MetricKey] = []

    /// The statistics of all layers of the first row, then of the second and so on.
    private var layerStatistics: [LayerStatistics] = []
    private var layerCount = 0

    /// The epoch whose weights the network returned to because training stopped early; nil where it did not.
    ///
    /// The rows after it show how training went on from there until it stopped.
    public internal(set) var bestEpoch: Int?

    /// The network at some of the epochs, where that was asked for, in their order.
    public internal(set) var snapshots: [Snapshot] = []

    /// A run of training among those that make up a history.
    public struct Part: Sendable, Hashable {
        /// The epoch it began behind.
        public let start: Int
        /// The loss that was minimised.
        public let loss: Loss
        /// The convention it used.
        public let convention: Convention
        /// What it used, in words: the loss, the learning rate and all else that was chosen or left to a default.
        public let choices: [Convention.Choice]
    }

    /// The runs that make up the history, in their order; those that only went on as before are one.
    ///
    /// The rows up to `start` of the next one are measured by a part's loss, in the form of its convention.
    public private(set) var parts: [Part]

    /// The convention the last run used.
    public private(set) var convention: Convention

    /// What the last run used, in words.
    public private(set) var choices: [Convention.Choice]

    init(_ plan: TrainingPlan, hasOutput: Bool) {
        let capacity = min(plan.epochs.count + 1, 1 << 20)
        func column(_ isWanted: Bool) -> [Double]? {
            guard isWanted else { return nil }
            var column: [Double] = []
            column.reserveCapacity(capacity)
            return column
        }
        convention = plan.objective.convention
        choices = plan.choices
        parts = [
            Part(
                start: plan.epochs.lowerBound, loss: plan.objective.loss, convention: plan.objective.convention,
                choices: plan.choices)
        ]
        epochs.reserveCapacity(capacity)
        loss.reserveCapacity(capacity)
        error = column(plan.objective.labels != nil)
        output = column(hasOutput)
        validationLoss = column(plan.validation != nil)
        validationError = column(plan.measuresValidationError)
        metricKeys = plan.metrics
        metrics = metricKeys.map { HistoryColumn(name: $0.name, values: column(true) ?? []) }
        layerCount = plan.statistics ? plan.layout.layers.count : 0
        layerStatistics.reserveCapacity(min(capacity * layerCount, 1 << 20))
    }

    /// Adds a row, with the values of the metrics in the order of the columns.
    mutating func record(_ measurement: Measurement, epoch: Int) {
        epochs.append(epoch)
        loss.append(measurement.loss)
        error?.append(measurement.error)
        output?.append(measurement.output)
        validationLoss?.append(measurement.validationLoss)
        validationError?.append(measurement.validationError)
        for index in metricKeys.indices { metrics[index].values.append(measurement.value(of: metricKeys[index])) }
    }

    /// Adds the statistics of the next layer of the last row.
    mutating func record(_ statistics: LayerStatistics) {
        layerStatistics.append(statistics)
    }

    /// The statistics of a layer, counted from 1, one for each row; nil unless they were asked for or without such a layer.
    public func statistics(ofLayer layer: Int) -> [LayerStatistics]? {
        guard 1 <= layer && layer <= layerCount else { return nil }
        return stride(from: layer - 1, to: layerStatistics.count, by: layerCount).map { layerStatistics[$0] }
    }

    /// Everything that was measured, in the order tables show it.
    public var columns: [HistoryColumn] {
        let named = [
            ("loss", loss), ("error", error), ("output", output), ("validation loss", validationLoss),
            ("validation error", validationError),
        ]
        return named.compactMap { name, values in values.map { HistoryColumn(name: name, values: $0) } } + metrics
    }
}

extension History {
    /// Adds the rows of a run that continued this one.
    ///
    /// A run begins with the row its predecessor ended with, which is not taken twice. Where the predecessor stopped early
    /// and the run went on from its best epoch, the rows after that one give way to the run's.
    public mutating func append(_ other: History) {
        guard let first = other.epochs.first else { return }
        let kept = epochs.count - epochs.reversed().prefix { $0 > first }.count
        let start = kept > 0 && epochs[kept - 1] == first ? 1 : 0
        let added = other.epochs.count - start
        func join(_ column: inout [Double], _ more: [Double]?) {
            column.removeLast(column.count - kept)
            if let more { column += more[start...] } else { column += repeatElement(.nan, count: added) }
        }
        func joinOptional(_ column: inout [Double]?, _ more: [Double]?) {
            guard var joined = column else {
                column = more.map { [Double](repeating: .nan, count: kept) + $0[start...] }
                return
            }
            // Left in two places, the column would be copied.
            column = nil
            join(&joined, more)
            column = joined
        }
        epochs.removeLast(epochs.count - kept)
        epochs += other.epochs[start...]
        join(&loss, other.loss)
        // These follow from the data: where one run has none, they mean nothing.
        if other.error == nil { error = nil } else if error != nil { joinOptional(&error, other.error) }
        if other.output == nil { output = nil } else if output != nil { joinOptional(&output, other.output) }
        joinOptional(&validationLoss, other.validationLoss)
        joinOptional(&validationError, other.validationError)
        for index in metrics.indices {
            join(&metrics[index].values, other.metrics.first { $0.name == metrics[index].name }?.values)
        }
        for (key, column) in zip(other.metricKeys, other.metrics) where !metricKeys.contains(key) {
            let values = [Double](repeating: .nan, count: kept) + column.values[start...]
            metricKeys.append(key)
            metrics.append(HistoryColumn(name: column.name, values: values))
        }
        joinStatistics(other, keeping: kept, from: start)
        joinSnapshots(other)
        bestEpoch = other.bestEpoch
        let undone = parts.reversed().prefix { $0.start >= first && $0.start > 0 }.count
        if undone < parts.count { parts.removeLast(undone) } else { parts.removeAll() }
        for part in other.parts where parts.last?.choices != part.choices { parts.append(part) }
        (convention, choices) = (other.convention, other.choices)
    }

    private mutating func joinStatistics(_ other: History, keeping kept: Int, from start: Int) {
        let layers = max(layerCount, other.layerCount)
        guard layers > 0, layerCount == 0 || other.layerCount == 0 || layerCount == other.layerCount else {
            layerCount = 0
            layerStatistics = []
            return
        }
        if layerCount == 0 {
            layerStatistics = Array(repeating: .unknown, count: kept * layers)
        } else {
            layerStatistics.removeLast(layerStatistics.count - kept * layers)
        }
        if other.layerCount == 0 {
            layerStatistics += repeatElement(.unknown, count: (other.epochs.count - start) * layers)
        } else {
            layerStatistics += other.layerStatistics[(start * layers)...]
        }
        layerCount = layers
    }
}

extension LayerStatistics {
    /// Those of a row that was not measured.
    fileprivate static let unknown = LayerStatistics(
        activationNorm: .nan, deltaNorm: .nan, gradientNorm: .nan, zeroShare: .nan, deadShare: .nan)
}

/// What is measured at one state of the weights, on all training samples and on the validation.
struct Measurement {
    var loss: Double
    var error = 0.0
    var output = 0.0
    var determination = 0.0
    var validationLoss = 0.0
    var validationError = 0.0
    var validationDetermination = 0.0

    func value(of key: MetricKey) -> Double {
        switch (key.metric, key.isOfValidation) {
        case (.error, false): error
        case (.error, true): validationError
        case (.accuracy, false): 1 - error
        case (.accuracy, true): 1 - validationError
        case (.determination, false): determination
        case (.determination, true): validationDetermination
        }
    }
}

/// A metric and the samples it is measured on.
struct MetricKey: Sendable, Hashable {
    let metric: Metric
    let isOfValidation: Bool

    /// The name of its column.
    var name: String { (isOfValidation ? "validation " : "") + metric.rawValue }
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
    /// The loss on the validation, if there is one.
    public let validationLoss: Double?
    /// The share of the validation's samples whose class is missed, if there is one and all targets are classes.
    public let validationError: Double?
}

/// The end of a training run.
public struct TrainingOutcome: Sendable, Hashable {
    /// Why a run ended.
    public enum Ending: Sendable, Hashable {
        /// All epochs were trained.
        case completed
        /// The caller cancelled it.
        case cancelled
        /// The loss on the validation had no new smallest value for as many epochs as the patience allows: the network is
        /// that of the best epoch.
        case stoppedEarly(bestEpoch: Int)
        /// A number became infinite or undefined, first in this layer (counted from 1), epoch and step of the epoch (both
        /// counted from 1; 0 for the weights training began with).
        case diverged(layer: Int, epoch: Int, step: Int)
    }

    /// The rows of the run; the first is the state it began with.
    public let history: History

    /// Why it ended.
    public let ended: Ending
}
