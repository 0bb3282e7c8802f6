import Language
import Testing

/// The order of precedence, tightest first, as the language's description gives it.
private enum Level: Int, CaseIterable, Comparable {
    case postfix, power, juxtaposition, negation, product, sum, range, tolerance, comparison, not, and, or, pair,
        network

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    /// Every operator of the level; the first stands for it in the golden file.
    var operators: [Operator] {
        switch self {
        case .postfix: ["(x)", "[1]", ".m", "'", "ᵀ", "²"].map { Operator($0, .postfix, self) }
        case .power: [Operator("^", .infix, self)]
        case .juxtaposition: [Operator("2", .prefix, self)]
        case .negation: [Operator("-", .prefix, self)]
        case .product: [" · ", " ⊙ ", " * ", " / "].map { Operator($0, .infix, self) }
        case .sum: [" + ", " - "].map { Operator($0, .infix, self) }
        case .range: [Operator("..", .infix, self)]
        case .tolerance: [Operator(" ≈ z ± ", .infix, self)]
        case .comparison:
            [" == ", " ≠ ", " < ", " ≤ ", " > ", " ≥ ", " ≈ "].map { Operator($0, .infix, self) }
        case .not: [Operator("not ", .prefix, self)]
        case .and: [Operator(" and ", .infix, self)]
        case .or: [Operator(" or ", .infix, self)]
        case .pair: [Operator(" => ", .infix, self)]
        case .network: [Operator(" -> ", .infix, self)]
        }
    }
}

private struct Operator {
    enum Form { case prefix, infix, postfix }

    let text: String
    let form: Form
    let level: Level

    init(_ text: String, _ form: Form, _ level: Level) {
        self.text = text
        self.form = form
        self.level = level
    }

    /// The operator between, before or behind operands.
    func callAsFunction(_ left: String, _ right: String) -> String {
        switch form {
        case .prefix: text + right
        case .infix: left + text + right
        case .postfix: left + text
        }
    }
}

/// An expression and the same with the parentheses that the order of precedence makes superfluous.
private struct Reading {
    let plain: String
    let parenthesized: String
}

/// How an operator that binds more tightly goes together with a looser one, on both sides of it.
private func readings(_ tight: Operator, _ loose: Operator) -> [Reading] {
    // `≈ … ±` is of two levels: what stands behind `±` belongs to it, and comparisons cannot be chained.
    if tight.level == .tolerance, loose.level == .comparison { return [] }
    let part = tight("a", "b")
    switch loose.form {
    case .postfix: return []
    case .prefix:
        return [Reading(plain: loose("", part), parenthesized: loose("", "(\(part))"))]
    case .infix:
        return [
            Reading(plain: loose(part, "c"), parenthesized: loose("(\(part))", "c")),
            Reading(plain: loose("c", part), parenthesized: loose("c", "(\(part))")),
        ]
    }
}

/// Every pair of levels that the language orders, with every operator of both.
@Suite struct PrecedenceTests {
    @Test func theTighterOperatorNeedsNoParentheses() {
        var count = 0
        for tight in Level.allCases {
            for loose in Level.allCases where tight < loose {
                var ofThisPair = 0
                for first in tight.operators {
                    for second in loose.operators {
                        for reading in readings(first, second) {
                            let found = tree(reading.plain)
                            #expect(found == tree(reading.parenthesized), "\(reading.plain)")
                            #expect(!found.contains("error"), "\(found)")
                            ofThisPair += 1
                        }
                    }
                }
                count += ofThisPair
                // `±` is a part of its comparison.
                let isApart = (tight, loose) == (.tolerance, .comparison)
                #expect((ofThisPair == 0) == isApart, "\(tight) and \(loose)")
            }
        }
        #expect(count > 400)
    }

    @Test func postfixesGoFromLeftToRight() {
        for first in Level.postfix.operators {
            for second in Level.postfix.operators where !(first.text == "²" && ["(x)", "²"].contains(second.text)) {
                let found = tree("a\(first.text)\(second.text)")
                #expect(found == tree("(a\(first.text))\(second.text)"), "a\(first.text)\(second.text)")
                #expect(!found.contains("error"), "\(found)")
            }
            #expect(tree("∇a\(first.text)") == tree("(∇a)\(first.text)"), "∇a\(first.text)")
        }
        #expect(tree("a²(x)") == tree("(a(x))²"))
    }

    @Test func operatorsOfOneLevelGoFromTheLeft() {
        for level in [Level.product, .sum, .and, .or] {
            for first in level.operators {
                for second in level.operators {
                    let plain = "a\(first.text)b\(second.text)c"
                    if Set([first.text, second.text]) == [" · ", " ⊙ "] {
                        #expect(tree(plain).contains("syntax error"), "\(plain)")
                    } else {
                        #expect(tree(plain) == tree("(a\(first.text)b)\(second.text)c"), "\(plain)")
                    }
                }
            }
        }
        #expect(tree("a^b^c") == tree("a^(b^c)"))
        #expect(tree("not not a") == tree("not (not a)"))
        #expect(tree("- -a") == tree("-(-a)"))
    }

    @Test func whatCannotBeChained() {
        let comparisons = Level.comparison.operators + Level.tolerance.operators
        for chained in [comparisons, Level.range.operators, Level.pair.operators] {
            for first in chained {
                for second in chained {
                    #expect(tree("a\(first.text)b\(second.text)c").contains("syntax error"))
                }
            }
        }
    }

    /// For each pair of levels, also of one with itself, the trees of the two orders of their operators.
    @Test func golden() throws {
        var text = ""
        for outer in Level.allCases {
            for inner in Level.allCases where outer <= inner {
                text += "─── \(outer) and \(inner)\n"
                for source in sources(outer, inner) {
                    text +=
                        source.padded(to: 24) + tree(source).split(separator: "\n").joined(separator: "\n    ") + "\n"
                }
            }
        }
        try expectGolden(text, "precedence.txt")
    }

    private func sources(_ tight: Level, _ loose: Level) -> [String] {
        var sources: [String] = []
        for first in tight.operators where tight == .postfix || first.text == tight.operators[0].text {
            for second in loose.operators where loose == .postfix || second.text == loose.operators[0].text {
                for source in [
                    second(first("a", "b"), first("c", "d")), first(second("a", "b"), second("c", "d")),
                ] where !sources.contains(source) {
                    sources.append(source)
                }
            }
        }
        return sources
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
