import Language

/// How a function of the registry is differentiated.
enum DerivativeRule: Sendable {
    /// By element: the derivative from x, the first parameter, and f(x).
    case byElement(@Sendable (Value, Value, Arithmetic) throws(Diagnostic) -> Value)
    /// The same function, made of operations that have derivatives.
    case composed(@Sendable (Arguments, Arithmetic) throws(Diagnostic) -> Value)
    /// It changes in jumps only, so that its derivative is 0.
    case zero
    /// It only calls other functions, which have derivatives or have none.
    case inherited
}

extension Entry {
    /// Whether something differentiable can hold a call of it.
    var isDifferentiable: Bool { derivative != nil }
}
