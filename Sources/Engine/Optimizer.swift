/// How gradients become steps.
///
/// The update rules and defaults are those of PyTorch, except that the decay is 0 for all of them unless it is given. Below,
/// ∇ is a gradient with the decay in it, η the learning rate, and every operation is element by element.
public enum Optimizer: Sendable, Hashable {
    /// w ← w - ηv, with v the gradient or what the momentum makes of it.
    case gradientDescent
    /// s ← s + ∇², w ← w - η∇/(√s + ε) (Duchi, Hazan and Singer, 2011).
    case adagrad(epsilon: Double = 1e-10)
    /// s ← ρs + (1-ρ)∇², w ← w - η∇/(√s + ε) (Hinton, 2012).
    case rmsProp(rho: Double = 0.99, epsilon: Double = 1e-8)
    /// Averages m of ∇ and s of ∇², both corrected for their start at 0, w ← w - ηm/(√s + ε) (Kingma and Ba, 2015).
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
    /// Adam, but the decay shrinks weights beside the step and is no part of ∇ (Loshchilov and Hutter, 2019).
    case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
    /// s ← ρs + (1-ρ)∇², Δ = ∇√(c + ε)/√(s + ε), c ← ρc + (1-ρ)Δ², w ← w - ηΔ (Zeiler, 2012).
    case adadelta(rho: Double = 0.9, epsilon: Double = 1e-6)
    /// w ← w - tH∇, with H made of the last steps and the changes of the gradient over them (Liu and Nocedal, 1989).
    ///
    /// An epoch is one step over all samples. The update is PyTorch's: H₀ is s·y / y·y of the newest pair, pairs with
    /// s·y ≤ 1e-10 are left out, and t is η, in the first step min(1, 1/‖∇‖₁)η. From there the line search goes on; unlike
    /// PyTorch's, ours has one unless it is told not to, because bare steps diverge easily.
    case lbfgs(history: Int = 100, lineSearch: LineSearchForm = .strongWolfe)

    /// The learning rate where none is given; nil for gradient descent, where it depends on the convention.
    public var defaultLearningRate: Double? {
        switch self {
        case .gradientDescent: nil
        case .adagrad, .rmsProp: 0.01
        case .adam, .adamW: 0.001
        case .adadelta, .lbfgs: 1
        }
    }

    /// The name, for printing.
    public var name: String {
        switch self {
        case .gradientDescent: "gradient descent"
        case .adagrad: "Adagrad"
        case .rmsProp: "RMSProp"
        case .adam: "Adam"
        case .adamW: "AdamW"
        case .adadelta: "Adadelta"
        case .lbfgs: "L-BFGS"
        }
    }

    /// The choice in words, for printing.
    public var description: String {
        if case .lbfgs(let history, let lineSearch) = self {
            return "\(name) of the last \(history) steps, \(lineSearch.description)"
        }
        return ([name] + arguments.map { "\($0.symbol) = \(shortText($0.value))" }).joined(separator: ", ")
    }

    /// Throws a value error if an argument is out of its range.
    public func validate() throws(EngineError) {
        if case .lbfgs(let history, _) = self, !(1...Optimizer.longestHistory).contains(history) {
            throw .value(
                "the history of L-BFGS is \(history) steps; it must be 1 to \(Optimizer.longestHistory)")
        }
        for argument in arguments {
            let isShare = argument.symbol != "ε"
            guard argument.value >= 0 && argument.value < (isShare ? 1 : .infinity) else {
                throw .value(
                    "\(argument.symbol) of \(name) is \(shortText(argument.value)); it must be "
                        + (isShare ? "from 0 to below 1" : "a number from 0 up"))
            }
        }
    }

    /// The greatest number of steps that L-BFGS may remember.
    static let longestHistory = 10_000

    private var arguments: [(symbol: String, value: Double)] {
        switch self {
        case .gradientDescent, .lbfgs: []
        case .adagrad(let epsilon): [("ε", epsilon)]
        case .rmsProp(let rho, let epsilon), .adadelta(let rho, let epsilon): [("ρ", rho), ("ε", epsilon)]
        case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
            [("β₁", beta1), ("β₂", beta2), ("ε", epsilon)]
        }
    }
}

/// How far a step of L-BFGS goes along its direction.
public enum LineSearchForm: String, Sendable, Hashable {
    /// As far as the learning rate says.
    case none
    /// To where the strong Wolfe conditions hold (Nocedal and Wright, "Numerical Optimization", chapter 3), with c₁ = 1e-4
    /// and c₂ = 0.9, in at most 25 evaluations of the loss and its gradients.
    case strongWolfe

    /// The choice in words, for printing.
    public var description: String {
        self == .none ? "no line search" : "strong Wolfe line search"
    }
}

/// What an optimiser remembers from step to step, as far as another may go on from it.
enum OptimizerMemory: Sendable, Hashable {
    /// Nothing.
    case none
    /// The momentum's v, whatever its form.
    case velocity
    /// Adagrad's sum of squared gradients.
    case sumOfSquares
    /// RMSProp's average of squared gradients.
    case meanOfSquares
    /// The two averages of Adam and AdamW.
    case moments
    /// Adadelta's averages of squared gradients and changes.
    case squaresAndChanges
    /// L-BFGS's pairs of a step and the change of the gradient over it, oldest first, and the last step with the gradient it
    /// began at.
    case curvature(pairs: Int)

    init(_ optimizer: Optimizer, _ momentum: Momentum) {
        self =
            switch optimizer {
            case .gradientDescent: momentum == .none ? .none : .velocity
            case .adagrad: .sumOfSquares
            case .rmsProp: .meanOfSquares
            case .adam, .adamW: .moments
            case .adadelta: .squaresAndChanges
            // Its memory is the QuasiNewton's.
            case .lbfgs: .none
            }
    }

    /// How many numbers are remembered for each parameter.
    var width: Int {
        switch self {
        case .none: 0
        case .velocity, .sumOfSquares, .meanOfSquares: 1
        case .moments, .squaresAndChanges: 2
        case .curvature(let pairs): 2 * pairs + 2
        }
    }
}
