import Engine
import Language

extension Entry {
    /// Data that come with the binary, and what prepares data.
    static let datasetTools: [Entry] = [
        Entry(
            "digits", .data, "Handwritten digits: 1,797 images of 8×8 pixels from 0 to 16, ten classes",
            details: """
                The 64 inputs are the pixels row by row, the target is the digit; the digits come mixed, so that `digits[1..100]` \
                has all of them. From E. Alpaydin and C. Kaynak, Optical \
                Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998, CC BY 4.0, doi:10.24432/C50P49.
                """,
            example: """
                D = standardize(split(digits, test=0.2))
                N = 64 -> 32 relu -> 10 softmax
                train N on D, momentum=0.9, epochs=5
                expect accuracy(N, D.test) ≥ 0.9
                """, .data(Datasets.digits)),
        Entry(
            "iris", .data, "Iris flowers: four measurements in cm of 150 flowers, three species",
            details: """
                The inputs are the length and width of the sepals, then of the petals; `iris.classes` names the species. These \
                come one after the other, 50 flowers each, so that `iris[1..50]` are all setosa; `split` draws from all. From \
                R. A. Fisher, Iris, UCI Machine Learning Repository, 1936, CC BY 4.0, doi:10.24432/C56C76.
                """,
            example: """
                D = standardize(split(iris, test=0.2))
                N = 4 -> 8 tanh -> 3 softmax
                train N on D, epochs=50
                accuracy(N, D.test)
                """, .data(Datasets.iris)),
        Entry(
            "standardize", .function, "Shifts and scales each input to mean 0 and variance 1",
            details: """
                Means and variances are those of the training part, and the test part gets the same shifts and scales. An \
                input that never changes is only shifted.
                """,
            [.subject("D", [.dataset], "The data")], returns: .dataset,
            example: "D = standardize(split(iris))\nmean(D.train.X)",
            .call { arguments, _ throws(Diagnostic) in
                let data = try arguments.dataset("D")
                return try engine(at: arguments.span("D")) { () throws(EngineError) in
                    let standardization = try Standardization(of: data.samples.inputs)
                    var test = data.test
                    if let part = test { test = try part.standardized(by: standardization) }
                    // The density and the model speak of the inputs as they were, so that they are left behind.
                    return .dataset(DataSet(try data.samples.standardized(by: standardization), test: test))
                }
            }),
        Entry(
            "split", .function, "Divides data into a training and a test part at random",
            details: """
                The samples of the test part are drawn from all alike, whatever their classes: each class has about the same \
                share of both parts. Both parts keep the order of the whole. Of data with a test part of their own, the \
                training part is divided, and the other is left out.
                """,
            [
                .subject("D", [.dataset], "The data"),
                .option(
                    "test", [.number], default: "0.2",
                    "The test part: a number below 1 is its share, a whole number how many samples it has"),
                .option("seed", [.number], default: "1", "Where the choice is drawn from"),
            ], returns: .dataset, example: "D = split(iris, test=0.2, seed=1)\nD\nsplit(iris, test=30)",
            .call { arguments, machine throws(Diagnostic) in
                let data = try arguments.dataset("D")
                let test = try arguments.number("test") ?? 0.2
                let seed = try arguments.seed(machine)
                return try arguments.divided(data.samples, test: test, seed: seed, origin: data.origin)
            }),
        Entry(
            "onehot", .function, "Turns classes, counted from 0, into rows with a single 1",
            [
                .subject("v", [.matrix], "The classes, as a vector"),
                .option("classes", [.number], default: "the largest + 1", "How many classes there are"),
            ], example: "onehot([0, 2, 1])",
            .call { arguments, _ throws(Diagnostic) in
                let labels = try arguments.matrix("v")
                let classes = try arguments.whole("classes", in: 1...Int(Int32.max))
                return try engine(at: arguments.span("v")) { () throws(EngineError) in
                    Value(try labels.oneHot(classes: classes))
                }
            }),
        Entry(
            "labels", .function, "Turns rows with a single 1 into classes, counted from 0: the inverse of onehot",
            [.subject("Y", [.matrix], "The rows")], example: "labels([1, 0, 0; 0, 0, 1])",
            .call { arguments, _ throws(Diagnostic) in
                let rows = try arguments.matrix("Y")
                return try engine(at: arguments.span("Y")) { () throws(EngineError) in
                    Value(Matrix(column: try rows.classLabels().map { Double($0) }))
                }
            }),
    ]
}

extension Arguments {
    /// Data divided as the option `test` says: by a number below 1 as a share, by a whole number as a count.
    func divided(_ samples: Dataset, test: Double, seed: UInt64, origin: DataSet.Origin? = nil) throws(Diagnostic)
        -> Value
    {
        let isShare = test > 0 && test < 1
        guard isShare || Int(exactly: test).map({ $0 > 0 }) ?? false else {
            throw Diagnostic(
                .value,
                "the test part is a share between 0 and 1 or a whole number of samples, not \(Value.text(of: test))",
                at: span("test"), topic: entry.name)
        }
        return try engine(at: span("test")) { () throws(EngineError) in
            let parts =
                isShare
                ? try samples.split(testShare: test, seed: seed) : try samples.split(testCount: Int(test), seed: seed)
            return .dataset(DataSet(parts.train, test: parts.test, origin: origin))
        }
    }
}
