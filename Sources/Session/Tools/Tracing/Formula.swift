/// A formula in its two forms, side by side.
struct Formula {
    /// For a terminal: `A0·W1 + b1`.
    var text: String
    /// For a notebook, between dollars.
    var latex: String

    init(_ text: String, latex: String) {
        self.text = text
        self.latex = latex
    }

    /// The same in both forms.
    init(_ text: String) { self.init(text, latex: text) }

    static func + (a: Formula, b: Formula) -> Formula { Formula(a.text + b.text, latex: a.latex + b.latex) }

    func plus(_ other: Formula) -> Formula { self + Formula(" + ") + other }
    func minus(_ other: Formula) -> Formula { self + Formula(" - ") + other }
    func times(_ other: Formula) -> Formula { self + Formula("·", latex: " ") + other }
    func byElement(_ other: Formula) -> Formula { self + Formula(" ⊙ ", latex: " \\odot ") + other }
    func over(_ other: Formula) -> Formula {
        Formula("\(text)/\(other.text)", latex: "\\frac{\(latex)}{\(other.latex)}")
    }

    var inParentheses: Formula { Formula("(\(text))", latex: "\\left(\(latex)\\right)") }

    /// The transpose; what has an exponent already stands in parentheses.
    var transposed: Formula {
        let base = text.contains("^") ? inParentheses : self
        return Formula(base.text + "ᵀ", latex: base.latex + "^{\\top}")
    }
}
