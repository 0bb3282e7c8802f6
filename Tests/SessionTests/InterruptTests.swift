import Language
import Testing

@testable import Session

/// Whatever takes long asks again and again whether to go on, and ends at the answer that says no.
@Suite struct InterruptTests {
    private static let setup = """
        v = linspace(0, 1, 1e6)
        A = reshape(v, 1000, 1000)
        N = 10 -> 20 tanh -> 1 sigmoid
        X = reshape(v, 1e5, 10)
        D = X => X[:, 1]
        B = 2 -> 20 tanh -> 1 sigmoid
        M = mixture(n=1e5)
        f(x) = x² + 1
        k = round(1 + 999999·v)
        P = 1000 -> 1000 tanh -> 1
        T = sweep i in 1..2000
          record a = sin(i)
        end
        """

    /// What runs after the setup, each asking so often that no two questions are far apart.
    static let statements = [
        "sin(v)", "v .* v", "v + 1", "1 - v", "v > 0.5", "v^3", "-v", "stack(A, A)ᵀ", "‖A‖", "sum(v)",
        "mean(A, over=rows)",
        "deviation(v)", "sort(v)", "unique(v)", "cumsum(v)", "argmax(v)", "max(v, 0.5)", "positions(v > 0.5)",
        "choose(v > 0.5, v, 0)", "v[k]", "A[1..1000, 1..1000]", "zeros(1000, 1000)", "normals(1000, 1000)",
        "stack(A, A, A, A, A, A)", "beside(A, A)", "linspace(0, 1, 1e6)", "tanh(A)", "softmax(A)", "A·A",
        "inverse(eye(800))", "solve(eye(400), ones(400, 2000))", "N(X)", "predict(N, X)", "loss(N, D)",
        "grad(N, D)", "error(B, M)", "accuracy(B, M)", "bayes(mixture()).error", "error(bayes(M), M)",
        "plot boundary(B)", "mixture(n=1e5)", "moons(n=1e5)", "spirals(n=1e5)", "linear(n=1e5)", "split(M)",
        "standardize(M)", "onehot(0·v)", "train N on D, epochs=2", "train N on D, batch=all, epochs=2",
        "median(v)", "compare A with A", "compare P with P", "P.W1", "P.W1 = A", "plot M", "auc(B, M)",
        "confusion(B, M)",
        "backward(N, D)", "mean(T, by=i)", "for i in 1..1000\n  f(i)\nend", "time sin(v)",
        "sweep i in 1..200\n  f(i)\nend", "g(x) = sum(sin(x·v))\ng'(2)",
    ]

    @Test(arguments: statements)
    func `a long statement asks, and ends where it is told to`(_ statement: String) throws {
        let session = Session()
        // How often one thread asks would depend on how much others do.
        session.threads = 1
        try session.run(Self.setup)
        var polls = 0
        let whole = session.execute(statement, output: TestOutput()) {
            polls += 1
            return false
        }
        guard case .completed = whole else {
            Issue.record("\(whole)")
            return
        }
        let all = polls
        #expect(all >= 5, "asked \(all) times")
        for last in [(all + 1) / 2, all] {
            polls = 0
            let ended = session.execute(statement, output: TestOutput()) {
                polls += 1
                return polls >= last
            }
            guard case .failed(let diagnostic) = ended, diagnostic.kind == .interrupted else {
                Issue.record("not interrupted at question \(last) of \(all): \(ended)")
                continue
            }
            // A training asks once more on its way out.
            #expect(polls <= last + 2, "asked \(polls) times, and the answer to \(last) was to end")
        }
        #expect(try session.number("1 + 1") == 2)
    }
}
