extension Parser {
    /// A name behind a layer's size that is no activation.
    func activationFault() -> Fault {
        let name = text(current.span, limit: 30)
        let suggestion = nearest(to: current.text, in: vocabulary.activations.sorted())
        return misplacedFault(
            "\(name) is not an activation", hint: suggestion.map { "did you mean \($0)?" }, topic: .networks)
    }
}
