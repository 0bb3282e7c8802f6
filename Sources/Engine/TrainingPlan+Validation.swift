/// The validation of a run, checked against the network as the training samples are.
struct Validation {
    let data: Dataset
    let objective: Objective

    init?(_ network: Network, options: TrainingOptions) throws(EngineError) {
        guard let data = options.validation else { return nil }
        do {
            objective = try Objective(
                network, on: data, loss: options.loss, convention: options.convention,
                labelSmoothing: options.labelSmoothing, classWeights: options.classWeights)
        } catch {
            throw EngineError(code: error.code, message: "in the validation, \(error.message)")
        }
        self.data = data
    }
}

extension TrainingPlan {
    /// Whether the share of the validation's samples whose class is missed is measured.
    var measuresValidationError: Bool { objective.labels != nil && validation?.objective.labels != nil }

    /// Throws a shape error for the state of a network of another size.
    static func check(_ state: TrainingState, for network: Network) throws(EngineError) {
        let known = state.optimizer
        let width = max(1, known.memory.width)
        guard known.moments.count == known.memory.width * network.parameterCount,
            state.stopping.map({
                $0.parameters.count == network.parameterCount && $0.statistics.count == network.runningStatistics.count
            }) ?? true
        else {
            let count = known.moments.count == 0 ? state.stopping?.parameters.count ?? 0 : known.moments.count / width
            throw .shape(
                "the training state is that of \(count) parameters, but \(network.summary) has "
                    + "\(network.parameterCount)")
        }
    }

    /// Throws a value error for a patience out of its range or without a validation.
    static func checkPatience(_ options: TrainingOptions) throws(EngineError) {
        guard let patience = options.patience else { return }
        guard patience >= 1 else {
            throw .value("the patience is \(patience) epochs; it must be 1 or more")
        }
        guard options.validation != nil else {
            throw .value("a patience of \(patience) epochs needs a validation, whose loss it watches")
        }
    }

    /// The columns of metrics.
    static func metrics(
        _ options: TrainingOptions, _ network: Network, _ data: Dataset, _ objective: Objective,
        _ validation: Validation?
    ) throws(EngineError) -> [MetricKey] {
        var keys: [MetricKey] = []
        var measured = [(data, objective, false)]
        if let validation { measured.append((validation.data, validation.objective, true)) }
        for (data, objective, isValidation) in measured {
            for metric in Metric.allCases where options.metrics.contains(metric) {
                if metric.isAboutClasses && objective.labels == nil {
                    throw .value(
                        "\(network.summary) and the targets of \(data.name) are not about classes: \(metric.rawValue) "
                            + "needs one sigmoid output and targets 0 or 1, or several outputs and one class for each "
                            + "sample")
                }
                if metric == .determination && !(objective.targets.squaresAboutMeans > 0) {
                    throw .value("R² is undefined on \(data.name), whose targets are all equal")
                }
                // The error of classes has columns of its own.
                if metric != .error { keys.append(MetricKey(metric: metric, isOfValidation: isValidation)) }
            }
        }
        return keys
    }
}

extension TrainingOptions {
    /// What is said of the validation.
    var validationChoices: [Convention.Choice] {
        var choices: [Convention.Choice] = []
        if let validation {
            choices.append(.init(aspect: "validation", text: "\(validation.name), \(validation.count) samples"))
        }
        if let patience {
            let epochs = patience == 1 ? "1 epoch" : "\(patience) epochs"
            choices.append(
                .init(aspect: "early stopping", text: "after \(epochs) without a new smallest loss on the validation"))
        }
        return choices
    }
}
