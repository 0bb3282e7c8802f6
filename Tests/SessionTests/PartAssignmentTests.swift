import Testing

@testable import Session

@Suite struct PartAssignmentTests {
    private func prepared() throws -> Session {
        let session = Session()
        try session.run(
            "N = 2 -> 3 tanh -> 1 sigmoid, W1=[1, 2, 3; 4, 5, 6], b1=[7, 8, 9], W2=[1; 2; 3], b2=4\nA = [1, 2; 3, 4]")
        return session
    }

    @Test(arguments: [
        ("N.W1[1, 2] = 0.5", "N.W1", "[1, 0.5, 3; 4, 5, 6]"),
        ("N.W1[2, :] = [0, 0.1, 0.2]", "N.W1", "[1, 2, 3; 0, 0.1, 0.2]"),
        ("N.W1[:, 1] = [8; 9]", "N.W1", "[8, 2, 3; 9, 5, 6]"), ("N.W1[:, 1] = [8, 9]", "N.W1", "[8, 2, 3; 9, 5, 6]"),
        ("N.W1[:, 2..3] = 0", "N.W1", "[1, 0, 0; 4, 0, 0]"), ("N.W1[2] = 0", "N.W1", "[1, 2, 3; 0, 0, 0]"),
        ("N.b1[2] = N.b1[2] + 1", "N.b1", "[7, 9, 9]"), ("N.b1[[3, 1]] = [0, 1]", "N.b1", "[1, 8, 0]"),
        ("N.W2[2] = -1", "N.W2", "[1; -1; 3]"), ("N.b2[1] = 0", "N.b2", "0"),
        ("N.W1[1, 1], N.b1[1] = 0, 1", "N.W1[1, 1] + N.b1[1]", "1"),
        ("for i in 1..3\n  N.W1[1, i] = i²\nend", "N.W1", "[1, 4, 9; 4, 5, 6]"),
        ("use convention yale\nN.W1[3, 1] = 0", "N.W1", "[1, 4; 2, 5; 0, 6]"),
    ])
    func `a part of a parameter is set`(_ source: String, _ shown: String, _ expected: String) throws {
        let session = try prepared()
        try session.run(source)
        try session.run("expect norm((\(shown)) - (\(expected))) < 1e-15")
    }

    @Test(arguments: [
        ("A[1, 2] = 5", "only a network's parameters change in place"), ("N.W1[3, 1] = 5", "position 3 does not exist"),
        ("N.W1[0] = 5", "position 0 does not exist"),
        ("N.W1[1, :] = [1, 2]", "this part of N.W1 is 1×3, and the value is 1×2"),
        ("N.W1[1, 2, 3] = 5", "two directions"), ("N.W[1] = 5", "W cannot be set"), ("N.W3[1] = 5", "no member W3"),
        ("N.b1[1] = \"a\"", "N.b1 holds numbers"), ("A.x[1] = 3", "only the weights and biases"),
        ("N.b1[\"a\"] = 3", "a position is a number"), ("N.W1[] = 3", "brackets"), ("N.W1[1 = 3", "`=` only assigns"),
        ("H = 3\nH[1] = 2", "only a network's parameters"), ("N.mask1[1, 1] = 0", "no member mask1"),
        ("N.history[1] = 0", "history cannot be set"),
    ])
    func `what cannot be set by its position is explained`(_ source: String, _ message: String) throws {
        let session = try prepared()
        let found = try session.fail(source)
        #expect(found.contains(message), "\(found)")
        try session.run("expect norm(N.W1 - [1, 2, 3; 4, 5, 6]) == 0")
    }
}
