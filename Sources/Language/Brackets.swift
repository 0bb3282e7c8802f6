/// Finds the closing token of every bracket in one pass.
///
/// - Returns: for every token the index of the bracket that closes it, or `nil`.
/// - Complexity: linear in the number of tokens.
func matchBrackets(_ tokens: [Token]) -> [Int?] {
    var closers = [Int?](repeating: nil, count: tokens.count)
    var open: [Int] = []
    var openParentheses = 0
    var openBrackets = 0
    for (index, token) in tokens.enumerated() {
        switch token.symbol {
        case .openParenthesis:
            open.append(index)
            openParentheses += 1
        case .openBracket:
            open.append(index)
            openBrackets += 1
        case .closeParenthesis, .closeBracket:
            let isParenthesis = token.symbol == .closeParenthesis
            // A closer without an opener of its kind closes nothing.
            guard isParenthesis ? openParentheses > 0 : openBrackets > 0 else { continue }
            while let last = open.popLast() {
                let opensParenthesis = tokens[last].symbol == .openParenthesis
                if opensParenthesis { openParentheses -= 1 } else { openBrackets -= 1 }
                guard opensParenthesis == isParenthesis else { continue }
                closers[last] = index
                break
            }
        default: break
        }
    }
    return closers
}
