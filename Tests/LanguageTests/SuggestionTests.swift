import Language
import Testing

@Suite struct SuggestionTests {
    private let candidates = ["train", "trace", "plot", "print", "show", "sigmoid", "learning_rate", "N", "x1", "Tanh"]

    @Test(arguments: [
        ("trian", "train"), ("tran", "train"), ("trane", "trace"), ("plto", "plot"), ("plt", "plot"), ("shwo", "show"),
        ("sigmod", "sigmoid"), ("sgimoid", "sigmoid"), ("learnign_rat", "learning_rate"), ("PLOT", "plot"), ("n", "N"),
        ("tanh", "Tanh"), ("prnit", "print"),
    ])
    func near(_ name: String, _ expected: String) {
        #expect(nearest(to: name, in: candidates) == expected)
        #expect(nearest(to: name, in: candidates.reversed()) == expected)
    }

    @Test(arguments: ["", "M", "x2", "loss", "abc", "banana", "train_all_of_it"])
    func far(_ name: String) {
        #expect(nearest(to: name, in: candidates) == nil)
    }

    @Test func aNameIsNotItsOwnSuggestion() {
        #expect(nearest(to: "train", in: ["train"]) == nil)
        #expect(
            nearest(to: String(repeating: "a", count: 100_000), in: [String(repeating: "a", count: 100_001)]) == nil)
    }
}
