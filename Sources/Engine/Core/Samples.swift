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
    func withSamples<Element: Scalar, Result>(_ inputs: Matrix, _ body: (Samples<Element>) -> Result) -> Result {
        Element.withElements(of: inputs.elements) { start in
            Element.withElements(of: targets.elements) { targets in
                Element.withElements(of: weights ?? []) { weights in
                    body(
                        Samples(
                            inputs: start, targets: targets, weights: self.weights == nil ? nil : weights,
                            inputWidth: inputs.columns, targetWidth: self.targets.columns, count: inputs.rows))
                }
            }
        }
    }
}
