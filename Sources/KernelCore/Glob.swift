/// A pattern for whole texts, in which `*` stands for any characters and `?` for one.
struct Glob {
    private let pattern: [Unicode.Scalar]

    init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

    /// Whether all of the text fits the pattern.
    ///
    /// - Complexity: O(*m* · *n*) for *m* scalars of pattern and *n* of text.
    func matches(_ string: String) -> Bool {
        let text = Array(string.unicodeScalars)
        var inText = 0
        var inPattern = 0
        // Where to go on after a mismatch: the last star, let stand for one scalar more.
        var star: (pattern: Int, text: Int)?
        while inText < text.count {
            if inPattern < pattern.count, pattern[inPattern] == "*" {
                star = (inPattern, inText)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == "?" || pattern[inPattern] == text[inText] {
                inPattern += 1
                inText += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                inPattern = last.pattern + 1
                inText = last.text + 1
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == "*" }
    }
}
