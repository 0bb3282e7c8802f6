/// An expression and the height of its tree, which is limited: whatever walks a tree may recurse.
struct Node {
    var expression: Expression
    var height: Int

    var span: Span { expression.span }
}

extension Parser {
    /// Makes a node above nodes of the given height.
    @inline(never)
    func node(_ kind: Expression.Kind, _ span: Span, above height: Int = 0) throws(Fault) -> Node {
        guard height < Parser.heightLimit else {
            throw limitFault(
                "this expression is more than \(Parser.heightLimit) operations deep", at: span,
                hint: "give a part of it a name of its own")
        }
        return Node(expression: Expression(kind, span), height: height + 1)
    }
}
