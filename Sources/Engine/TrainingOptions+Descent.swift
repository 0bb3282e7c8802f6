/// What is said of the options that make steps of gradients.
extension TrainingOptions {
    /// Throws a value error if one of them is out of its range or does not go with another.
    func validateDescent() throws(EngineError) {
        try optimizer.validate()
        try schedule?.validate()
        guard decay >= 0 && decay.isFinite else {
            throw .value("the decay is \(shortText(decay)); it must be a number from 0 up")
        }
        guard absoluteDecay >= 0 && absoluteDecay.isFinite else {
            throw .value("the L1 decay is \(shortText(absoluteDecay)); it must be a number from 0 up")
        }
        if let clip, !(clip > 0 && clip.isFinite) {
            throw .value("the gradients are clipped to the norm \(shortText(clip)); it must be a number above 0")
        }
        if case .lbfgs = optimizer {
            guard absoluteDecay == 0 else {
                throw .value("L1 does not go with L-BFGS, which needs a smooth function; decay does")
            }
            guard clip == nil else {
                throw .value("clipping does not go with L-BFGS, which learns from how gradients change")
            }
        }
        switch momentum {
        case .heavyBall(let beta), .exponentialAverage(let beta), .nesterov(let beta):
            guard 0 <= beta && beta < 1 else {
                throw .value("the momentum is \(shortText(beta)); it must be from 0 to below 1")
            }
            guard optimizer == .gradientDescent else {
                throw .value("momentum goes with gradient descent only; \(optimizer.name) has memory of its own")
            }
        case .none: break
        }
    }

    /// The options in words; what nobody expects unless it is given is left out.
    func descentChoices(rate: Double) -> [Convention.Choice] {
        var choices: [Convention.Choice] = [
            .init(aspect: "optimiser", text: optimizer.description),
            .init(aspect: "learning rate", text: shortText(rate)),
        ]
        if let schedule { choices.append(.init(aspect: "schedule", text: schedule.description)) }
        if optimizer == .gradientDescent { choices.append(.init(aspect: "momentum", text: momentum.description)) }
        choices.append(.init(aspect: "decay", text: decayText))
        if absoluteDecay > 0 {
            choices.append(
                .init(
                    aspect: "L1",
                    text: "λ₁ = \(shortText(absoluteDecay)), gradient +λ₁ sign(w), 0 at 0, weights only"))
        }
        if let clip {
            choices.append(
                .init(aspect: "clipping", text: "norm of the loss's gradients at most \(shortText(clip)), before decay")
            )
        }
        return choices
    }

    private var decayText: String {
        guard decay > 0 else { return "none" }
        let factor = convention.decayFactor == 1 ? "" : shortText(convention.decayFactor)
        let form = if case .adamW = optimizer { "w -\(factor)ηλw beside the step" } else { "gradient +\(factor)λw" }
        return "λ = \(shortText(decay)), \(form), weights only"
    }
}
