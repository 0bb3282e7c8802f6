/// An expression with the place it stands at.
public struct Expression: Sendable, Hashable {
    /// What kind of expression it is, with its parts.
    public indirect enum Kind: Sendable, Hashable {
        /// A number.
        case number(Double)
        /// A string, its escapes resolved.
        case text(String)
        /// A variable, a built-in or a constant (`true`, `false` and `none` are names of the registry).
        case name(String)
        /// `[a, b; c, d]`, row by row; whether it is a matrix or a list, its values decide. `[]` has no row.
        case brackets([[Expression]])
        /// `(a, b)`: two or more items.
        case tuple([Expression])
        /// `N.W1`, `H.loss`.
        case member(Expression, Name)
        /// `f(a, name=value)`.
        case call(Expression, arguments: [Expression], options: [Option])
        /// `D[1]`, `A[1, :]`.
        case index(Expression, [Subscript])
        /// `-x`, `not x`.
        case unary(UnaryOperator, Expression)
        /// `Aᵀ`.
        case transpose(Expression)
        /// `f'`: the derivative of a function.
        case derivative(Expression)
        /// `∇f`: the gradient of a function.
        case gradient(Expression)
        /// `x²`, `x^n`: the base and the exponent.
        case power(Expression, Expression)
        /// Two operands and an operator; the span is the operator's own.
        case binary(BinaryOperator, Expression, Expression, operator: Span)
        /// `a ≈ b` or `a ≈ b ± tolerance`.
        case approximately(Expression, Expression, tolerance: Expression?)
        /// `a..b`, `a..b step s`.
        case range(Expression, Expression, step: Expression?)
        /// `x => y`.
        case pair(Expression, Expression)
        /// `‖A‖`.
        case norm(Expression)
        /// `2 -> 50 tanh -> 1 sigmoid`: the number of inputs and the layers.
        case network(inputs: Expression, layers: [LayerSyntax])
    }

    /// The expression's kind and parts.
    public var kind: Kind
    /// The whole expression.
    public var span: Span

    /// Creates an expression.
    public init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
    }
}

/// One layer of a network: a size with an optional activation, or a call such as `dropout(0.5)`.
public struct LayerSyntax: Sendable, Hashable {
    /// The number of units, or the call.
    public var size: Expression
    /// The activation behind the size.
    public var activation: Name?
    /// What the activation is given in parentheses by place, as in `50 swish(2)`.
    public var arguments: [Expression]
    /// What the activation is given in parentheses by label, as in `50 swish(beta=2)`.
    public var options: [Option]

    /// Creates a layer.
    public init(
        size: Expression, activation: Name? = nil, arguments: [Expression] = [], options: [Option] = []
    ) {
        self.size = size
        self.activation = activation
        self.arguments = arguments
        self.options = options
    }
}

/// One position in the brackets of an index.
public enum Subscript: Sendable, Hashable {
    /// A number, a range or a vector of indices, from 1.
    case at(Expression)
    /// `:`, everything along this direction.
    case all(Span)
}

/// The operators before an operand.
public enum UnaryOperator: String, Sendable, Hashable, CaseIterable {
    case negate = "-"
    case not
}

/// The operators between two operands, by their canonical spelling.
public enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
    case matrixProduct = "·"
    case elementwiseProduct = "⊙"
    case multiply = "*"
    case divide = "/"
    case add = "+"
    case subtract = "-"
    case less = "<"
    case lessOrEqual = "≤"
    case greater = ">"
    case greaterOrEqual = "≥"
    case equal = "=="
    case notEqual = "≠"
    case and
    case or
}
