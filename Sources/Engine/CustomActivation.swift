/// An activation given by functions; it equals itself only, not another of the same name.
public final class CustomActivation: Sendable, Hashable {
    /// The name, for printing.
    public let name: String

    /// f, element by element.
    public let function: @Sendable (Double) -> Double

    /// f′ at the weighted sum; of a function with kinks, what training is to use there.
    public let derivative: @Sendable (Double) -> Double

    /// Creates an activation from a function and its derivative, which are called for each unit and sample.
    public init(
        name: String, function: @escaping @Sendable (Double) -> Double,
        derivative: @escaping @Sendable (Double) -> Double
    ) {
        self.name = name
        self.function = function
        self.derivative = derivative
    }

    /// Whether both are the same object.
    public static func == (left: CustomActivation, right: CustomActivation) -> Bool { left === right }

    /// Hashes the identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    func apply<Element: Scalar>(count: Int, _ sums: UnsafePointer<Element>, into values: UnsafeMutablePointer<Element>)
    {
        for index in 0..<count { values[index] = Element(function(Double(sums[index]))) }
    }

    func differentiate<Element: Scalar>(
        count: Int, sums: UnsafePointer<Element>, _ delta: UnsafeMutablePointer<Element>
    ) {
        for index in 0..<count { delta[index] *= Element(derivative(Double(sums[index]))) }
    }
}
