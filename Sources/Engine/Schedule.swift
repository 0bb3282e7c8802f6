import Glibc

/// How the learning rate changes while training goes on.
///
/// All but `plateau` know nothing of a run: their factor depends on the epochs and steps since the network was new. What a
/// plateau has seen is part of the `TrainingState`. So training 10 epochs twice is training 20. Once the epochs of a schedule
/// are over, it keeps its last factor.
public enum Schedule: Sendable, Hashable {
    /// Multiplied by the factor after every so many epochs.
    case step(epochs: Int, factor: Double = 0.1)
    /// Multiplied by the factor after each epoch.
    case exponential(factor: Double)
    /// Half a cosine from 1 to 0, one value for each epoch.
    case cosine(epochs: Int)
    /// With each step: half a cosine from 1/25 to 1, then half a cosine down to 1/250,000.
    ///
    /// The curve is that of PyTorch's OneCycleLR. Of N steps, counted from 0, it is greatest at 0.3N - 1 and ends with the
    /// last, N - 1.
    case oneCycle(epochs: Int)
    /// With each step: in equal parts up to 1, which the last step of the last of these epochs is the first to have.
    case warmUp(epochs: Int)
    /// Multiplied by the factor once the loss has been no new best for more epochs than the patience; then the count begins
    /// anew.
    ///
    /// The loss is that of the validation where there is one, else that of the training samples; it is a new best below the
    /// old one times one minus the threshold. A reduction of the learning rate by no more than 1e-8 is left out. These are
    /// the rules and defaults of PyTorch's ReduceLROnPlateau.
    case plateau(factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4)

    /// What the learning rate is multiplied with at a step; 1 for a plateau, whose factor depends on losses.
    ///
    /// - Parameters:
    ///   - epoch: The number of complete epochs before the step.
    ///   - step: The number of steps before it in its epoch.
    ///   - steps: The number of steps of an epoch.
    public func factor(epoch: Int, step: Int, of steps: Int) -> Double {
        let epochsDone = Double(epoch)
        switch self {
        case .step(let epochs, let factor): return pow(factor, Double(epoch / max(1, epochs)))
        case .exponential(let factor): return pow(factor, epochsDone)
        case .cosine(let epochs): return Schedule.halfCosine(from: 1, to: 0, at: epochsDone / Double(epochs))
        case .oneCycle(let epochs):
            let position = epochsDone * Double(steps) + Double(step)
            let all = Double(epochs) * Double(steps)
            let (peak, last) = (0.3 * all - 1, all - 1)
            let (start, end) = (1.0 / 25, 1.0 / 250_000)
            return position <= peak
                ? Schedule.halfCosine(from: start, to: 1, at: position / peak)
                : Schedule.halfCosine(from: 1, to: end, at: (position - peak) / (last - peak))
        case .warmUp(let epochs):
            return min(1, (epochsDone + Double(step + 1) / Double(steps)) / Double(epochs))
        case .plateau: return 1
        }
    }

    private static func halfCosine(from start: Double, to end: Double, at position: Double) -> Double {
        position < 1 ? end + (start - end) * (1 + cos(.pi * position)) / 2 : end
    }

    /// The choice in words, for printing.
    public var description: String {
        switch self {
        case .step(let epochs, let factor): "× \(shortText(factor)) every \(Schedule.text(epochs))"
        case .exponential(let factor): "× \(shortText(factor)) every epoch"
        case .cosine(let epochs): "cosine to 0 over \(Schedule.text(epochs))"
        case .oneCycle(let epochs): "one cycle over \(Schedule.text(epochs))"
        case .warmUp(let epochs): "warm-up over \(Schedule.text(epochs))"
        case .plateau(let factor, let patience, let threshold):
            "× \(shortText(factor)) after \(Schedule.text(patience)) without a loss \(shortText(threshold)) smaller"
        }
    }

    private static func text(_ epochs: Int) -> String {
        epochs == 1 ? "1 epoch" : "\(epochs) epochs"
    }

    /// Throws a value error if an argument is out of its range.
    public func validate() throws(EngineError) {
        switch self {
        case .step(let epochs, _), .cosine(let epochs), .oneCycle(let epochs), .warmUp(let epochs):
            guard epochs >= 1 else {
                throw .value("the schedule's number of epochs is \(epochs); it must be 1 or more")
            }
        case .plateau(_, let patience, let threshold):
            guard patience >= 0 else {
                throw .value("the plateau's patience is \(patience) epochs; it must be 0 or more")
            }
            guard 0 <= threshold && threshold < 1 else {
                throw .value("the plateau's threshold is \(shortText(threshold)); it must be from 0 to below 1")
            }
        case .exponential: break
        }
        switch self {
        case .plateau(let factor, _, _):
            guard factor > 0 && factor < 1 else {
                throw .value("the plateau's factor is \(shortText(factor)); it must be above 0 and below 1")
            }
        case .step(_, let factor), .exponential(let factor):
            guard factor > 0 && factor.isFinite else {
                throw .value("the schedule's factor is \(shortText(factor)); it must be a number above 0")
            }
        case .cosine, .oneCycle, .warmUp: break
        }
    }
}
