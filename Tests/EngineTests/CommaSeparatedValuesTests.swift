import Testing

@testable import Engine

struct CommaSeparatedValuesTests {
    private func fields(_ text: String) throws -> [[String]] {
        try CommaSeparatedValues(text.utf8).rows.map(\.fields)
    }

    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        ("\u{FEFF}a\n\n\r\nb\n\n", [["a"], ["b"]]), (" a , b c\t\n", [["a", "b c"]]), ("a,,\n", [["a", "", ""]]),
        ("\"a,\"\"b\"\"\nc\",d\n", [["a,\"b\"\nc", "d"]]), ("a\rb\n", [["a\rb"]]), ("", []), ("\n\n", []),
        ("é,λ", [["é", "λ"]]),
    ])
    func `tables`(_ text: String, _ expected: [[String]]) throws {
        #expect(try fields(text) == expected)
    }

    @Test func `lines are counted inside quotes too`() throws {
        #expect(try CommaSeparatedValues("\"a\nb\"\n\nc\n".utf8).rows.map(\.line) == [1, 4])
    }

    @Test func `mistakes have a line and a column`() {
        expectError(.shape, "line 3 has 1 column") { try fields("a,b\n1,2\n3\n") }
        expectError(.value, "line 2, column 2", "never closed") { try fields("a,b\n1,\"2\n3,4\n") }
        expectError(.value, "line 2, column 1", "closing quote") { try fields("a,b\n\"1\"x,2\n") }
    }

    private func dataset(_ text: String, target: String? = nil) throws -> Dataset {
        try Dataset(name: "file", commaSeparatedValues: text.utf8, target: target)
    }

    @Test func `data sets`() throws {
        let numbers = try dataset("x,y,z\n1,2,3\n4,-5e-1,6\n")
        #expect(numbers.inputs == Matrix([[1, 2], [4, -0.5]]))
        #expect(numbers.targets == Matrix(column: [3, 6]) && numbers.classNames.isEmpty)
        let classes = try dataset("species,x\nb,1\na,2\nb,3\n", target: "species")
        #expect(classes.inputs == Matrix(column: [1, 2, 3]))
        #expect(classes.targets == Matrix(column: [0, 1, 0]) && classes.classNames == ["b", "a"])
    }

    @Test(arguments: [
        ("x,y\n1,0\n,1\n", "line 3, column 1 (x)"), ("x,y\n1,0\nnan,1\n", "line 3, column 1 (x)"),
        ("x,y\n1,0\n1e999,1\n", "line 3, column 1 (x)"), ("x,y\n1,0\n\"1,5\",1\n", "line 3, column 1 (x)"),
        ("x,y\n1,a\n2,\n", "line 3, column 2"), ("x,y\n", "no samples"), ("", "no samples"),
    ])
    func `what is no data set`(_ text: String, _ part: String) {
        expectError(.value, part) { try dataset(text) }
    }

    @Test func `columns that are not there`() {
        expectError(.value, "line 1 holds numbers", "x1,x2,y") { try dataset("5.1,3.5,a\n4.9,3,b\n") }
        expectError(.value, "no column z", "x, y") { try dataset("x,y\n1,2\n", target: "z") }
        expectError(.shape, "one column") { try dataset("x\n1\n") }
    }

    @Test func `any bytes are safe`() {
        var stream = RandomStream(seed: 4)
        let alphabet = Array("\"\"\n\n,,\r 1a.\u{FEFF}".utf8) + [0, 0xFF, 0xC3]
        for _ in 0..<2000 {
            let bytes = (0..<stream.below(40)).map { _ in alphabet[stream.below(alphabet.count)] }
            _ = try? Dataset(name: "random", commaSeparatedValues: bytes)
        }
    }
}
