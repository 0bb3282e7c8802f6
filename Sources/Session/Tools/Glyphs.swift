/// The spellings `\name` of the characters that keyboards lack.
enum Glyphs {
    /// All spellings, those of one glyph next to each other.
    static let all: [(name: String, glyph: String)] =
        letters + capitals + signs + (0...9).map { (name: "_\($0)", glyph: String(subscripts[$0])) }
        + (0...9).map { (name: "^\($0)", glyph: String(superscripts[$0])) } + [("^-", "⁻"), ("^T", "ᵀ")]

    private static let subscripts = Array("₀₁₂₃₄₅₆₇₈₉")
    private static let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")

    private static let letters: [(name: String, glyph: String)] = [
        ("alpha", "α"), ("beta", "β"), ("chi", "χ"), ("delta", "δ"), ("epsilon", "ε"), ("eta", "η"), ("gamma", "γ"),
        ("iota", "ι"), ("kappa", "κ"), ("lambda", "λ"), ("mu", "μ"), ("nu", "ν"), ("omega", "ω"), ("phi", "φ"),
        ("pi", "π"), ("psi", "ψ"), ("rho", "ρ"), ("sigma", "σ"), ("tau", "τ"), ("theta", "θ"), ("xi", "ξ"),
        ("yhat", "ŷ"), ("zeta", "ζ"),
    ]

    private static let capitals: [(name: String, glyph: String)] = [
        ("Delta", "Δ"), ("Gamma", "Γ"), ("Lambda", "Λ"), ("Omega", "Ω"), ("Phi", "Φ"), ("Pi", "Π"), ("Psi", "Ψ"),
        ("Sigma", "Σ"), ("Theta", "Θ"), ("Xi", "Ξ"), ("Yhat", "Ŷ"),
    ]

    private static let signs: [(name: String, glyph: String)] = [
        ("approx", "≈"), ("cdot", "·"), ("geq", "≥"), ("leq", "≤"), ("nabla", "∇"), ("neq", "≠"), ("norm", "‖"),
        ("odot", "⊙"), ("pm", "±"), ("prime", "'"), ("rightarrow", "→"), ("to", "→"), ("top", "ᵀ"),
    ]
}
