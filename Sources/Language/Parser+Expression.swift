extension Parser {
    /// The precedence of infix and prefix operators, loosest first.
    enum Precedence: Int, Comparable {
        case pair
        case or
        case and
        case not
        case comparison
        case tolerance
        case range
        case sum
        case product
        case negation

        static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

        /// The next tighter precedence.
        var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .negation }
    }

    /// Parses an expression of any kind, a network included.
    mutating func parseExpression() throws(Fault) -> Expression {
        try parseNode().expression
    }

    /// Parses an expression of any kind, with its height.
    mutating func parseNode() throws(Fault) -> Node {
        try enter()
        defer { leave() }
        let first = try parseOperators(.pair)
        return current.symbol == .arrow ? try parseNetwork(inputs: first) : first
    }

    /// Parses operands and operators that bind at least as tightly as `loosest`.
    mutating func parseOperators(_ loosest: Precedence) throws(Fault) -> Node {
        var left = try parsePrefix(loosest)
        // Operators of this very chain, which forbid others behind them.
        var products: [Token] = []
        var unchained: (token: Token, precedence: Precedence)?
        while let precedence = infixPrecedence(current.symbol), precedence >= loosest {
            let operation = current
            if precedence == .pair || precedence == .comparison || precedence == .range {
                if let unchained, unchained.precedence == precedence {
                    throw try chainFault(unchained.token, precedence, left: left)
                }
                unchained = (operation, precedence)
            }
            if case .binary(let product) = operation.symbol, precedence == .product {
                if let other = products.first(where: { clashes($0.symbol, product) }) {
                    throw try mixedProductsFault(other, left: left)
                }
                if products.count < 2 { products.append(operation) }
            }
            advanceOverInfix()
            left = try parseRightSide(of: operation, left, precedence)
        }
        return left
    }

    private func clashes(_ symbol: Symbol, _ product: BinaryOperator) -> Bool {
        switch product {
        case .matrixProduct: symbol == .binary(.elementwiseProduct)
        case .elementwiseProduct: symbol == .binary(.matrixProduct)
        default: false
        }
    }

    /// Parses what stands behind an infix operator and joins both sides.
    @inline(never)
    private mutating func parseRightSide(
        of operation: Token, _ left: Node, _ precedence: Precedence
    ) throws(Fault) -> Node {
        let right = try parseOperators(precedence.tighter)
        let span = left.span.union(right.span)
        let height = max(left.height, right.height)
        switch operation.symbol {
        case .binary(let name):
            return try node(
                .binary(name, left.expression, right.expression, operator: operation.span), span, above: height)
        case .keyword(.and):
            return try node(
                .binary(.and, left.expression, right.expression, operator: operation.span), span, above: height)
        case .keyword(.or):
            return try node(
                .binary(.or, left.expression, right.expression, operator: operation.span), span, above: height)
        case .pair:
            return try node(.pair(left.expression, right.expression), span, above: height)
        case .range:
            guard current.symbol == .keyword(.step) else {
                return try node(.range(left.expression, right.expression, step: nil), span, above: height)
            }
            advance()
            let step = try parseOperators(.sum)
            return try node(
                .range(left.expression, right.expression, step: step.expression), span.union(step.span),
                above: max(height, step.height))
        default:
            guard current.symbol == .plusMinus else {
                return try node(
                    .approximately(left.expression, right.expression, tolerance: nil), span, above: height)
            }
            advanceOverInfix()
            let tolerance = try parseOperators(.range)
            return try node(
                .approximately(left.expression, right.expression, tolerance: tolerance.expression),
                span.union(tolerance.span), above: max(height, tolerance.height))
        }
    }

    /// The precedence of an infix operator; `nil` for anything else.
    private func infixPrecedence(_ symbol: Symbol) -> Precedence? {
        switch symbol {
        case .pair: .pair
        case .keyword(.or): .or
        case .keyword(.and): .and
        case .approximately: .comparison
        case .range: .range
        case .binary(let name):
            switch name {
            case .matrixProduct, .elementwiseProduct, .multiply, .divide: .product
            case .add, .subtract: .sum
            case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: .comparison
            case .and: .and
            case .or: .or
            }
        default: nil
        }
    }

    /// Parses `not x`, `-x` or an operand.
    private mutating func parsePrefix(_ loosest: Precedence) throws(Fault) -> Node {
        let name: UnaryOperator
        switch current.symbol {
        case .keyword(.not) where loosest <= .not: name = .not
        case .binary(.subtract): name = .negate
        default: return try parseJuxtaposition()
        }
        try enter()
        defer { leave() }
        // A line that ends in a minus goes on, whatever the minus means.
        let start = (name == .negate ? advanceOverInfix() : advance()).span
        let operand = name == .not ? try parseOperators(.not) : try parsePrefix(.negation)
        return try node(.unary(name, operand.expression), start.union(operand.span), above: operand.height)
    }

    /// Parses `1.5x²`: a number that touches a name, `(` or `∇` multiplies it, tighter than any operator but powers.
    private mutating func parseJuxtaposition() throws(Fault) -> Node {
        var left = try parsePower()
        while endsInNumber, touches, [.name, .openParenthesis, .nabla].contains(current.symbol) {
            let place = Span(current.span.start, current.span.start)
            let right = try parsePower()
            left = try node(
                .binary(.multiply, left.expression, right.expression, operator: place), left.span.union(right.span),
                above: max(left.height, right.height))
        }
        return left
    }

    /// Parses `x^n`, from the right; the exponent may have a sign.
    private mutating func parsePower() throws(Fault) -> Node {
        let base = try parsePostfix()
        guard current.symbol == .caret else { return base }
        advanceOverInfix()
        let exponent = try parseExponent()
        return try node(
            .power(base.expression, exponent.expression), base.span.union(exponent.span),
            above: max(base.height, exponent.height))
    }

    private mutating func parseExponent() throws(Fault) -> Node {
        try enter()
        defer { leave() }
        guard current.symbol == .binary(.subtract) else { return try parsePower() }
        let sign = advanceOverInfix().span
        let operand = try parseExponent()
        return try node(.unary(.negate, operand.expression), sign.union(operand.span), above: operand.height)
    }
}
