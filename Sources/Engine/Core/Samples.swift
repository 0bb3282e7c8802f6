/// Samples in the core's scalar type, as rows without gaps.
struct Samples<Element: Scalar> {
    let inputs: UnsafePointer<Element>
    let targets: UnsafePointer<Element>
    /// How much each sample counts; nil for once each.
    let weights: UnsafePointer<Element>?
    let inputWidth: Int
    let targetWidth: Int
    let count: Int
}

extension Objective {
    /// Gives access to inputs, targets and weights in the type to compute with.
    ///
    /// - Parameter isCancelled: Asked between blocks of what must be converted.
    /// - Returns: What the body does; nil where it was cancelled before.
    func withSamples<Element: Scalar, Result>(
        _ inputs: Matrix, _ isCancelled: () -> Bool, _ body: (Samples<Element>) -> Result?
    ) -> Result? {
        Element.withElements(of: inputs.elements, isCancelled) { start in
            Element.withElements(of: targets.elements, isCancelled) { targets in
                Element.withElements(of: weights ?? [], isCancelled) { weights in
                    body(
                        Samples(
                            inputs: start, targets: targets, weights: self.weights == nil ? nil : weights,
                            inputWidth: inputs.columns, targetWidth: self.targets.columns, count: inputs.rows))
                }
            }
        }
    }
}
