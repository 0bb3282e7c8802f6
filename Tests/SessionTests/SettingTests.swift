import Testing

@testable import Session

@Suite struct SettingTests {
    @Test func `a seed is for all that is given none`() throws {
        let session = Session()
        try session.run("set seed 7")
        for (plain, given) in [
            ("uniforms(2, 3)", "uniforms(2, 3, seed=7)"), ("mixture(n=10).X", "mixture(n=10, seed=7).X"),
            ("mixture(n=10).test.Y", "mixture(n=10, seed=7).test.Y"), ("moons(n=10).X", "moons(n=10, seed=7).X"),
            ("split(iris).test.X", "split(iris, seed=7).test.X"),
        ] {
            try session.run("expect norm(\(plain) - \(given)) == 0")
        }
        try session.run("N = 2 -> 3 tanh -> 1\nM = 2 -> 3 tanh -> 1, seed=7\nexpect norm(N.θ - M.θ) == 0")
        try session.run("T = sweep x in 0..1, trials=3\n  record y = x\nend")
        try session.run("S = sweep x in 0..1, trials=3, seed=7\n  record y = x\nend\nexpect norm(T.y - S.y) == 0")
        // One that is given wins.
        try session.run("expect norm(uniforms(2, 3, seed=1) - uniforms(2, 3)) > 0")
        #expect(try session.run("set seed").displayed.joined().contains("7"))
    }

    @Test func `a limit of output is set and says how it is raised`() throws {
        let session = Session()
        #expect(session.outputLimit == 4 << 20)
        #expect(session.outputHint == "set limits, output=41943040 shows more")
        try session.run("set limits, output=1e9")
        #expect(session.outputLimit == 1_000_000_000)
        #expect(session.outputHint == "set limits, output=1073741824 shows more")
        try session.run("set limits, output=2^30")
        #expect(session.outputHint == nil)
        #expect(try session.fail("set limits, output=2^31").contains("from 1 to"))
        #expect(try session.run("set limits").displayed.joined().contains("1073741824"))
    }

    @Test func `the precision of train is that of the session unless it is given`() throws {
        func loss(_ before: String, _ option: String) throws -> Double {
            let session = Session()
            try session.run(before)
            try session.run("N = 2 -> 3 tanh -> 1 sigmoid\nH = train N on mixture(n=40), epochs=3\(option)")
            return try session.number("H.loss[4]")
        }
        let double = try loss("", "")
        let single = try loss("", ", precision=single")
        #expect(double != single)
        #expect(try loss("set precision single", "") == single)
        #expect(try loss("set precision \"single\"", "") == single)
        #expect(try loss("set precision single", ", precision=double") == double)
        #expect(try loss("set precision single\nset precision double", "") == double)
    }

    @Test(arguments: [1, 2, 3]) func `the number of threads changes no digit`(_ threads: Int) throws {
        func size(_ setting: String) throws -> Double {
            let session = Session()
            try session.run("set threads \(setting)\nN = 2 -> 60 tanh -> 60 tanh -> 1 sigmoid")
            try session.run("train N on mixture(n=1000), batch=1000, epochs=2")
            return try session.number("‖N.θ‖")
        }
        #expect(try size("\(threads)") == size("all"))
    }

    @Test(arguments: [
        ("set", "seed, precision, threads or limits"), ("set sead 7", "did you mean set seed?"),
        ("set seed -1", "from 0"),
        ("set seed 1.5", "whole number"), ("set threads 0", "from 1 to 256"), ("set precision half", "half"),
        ("set precision 3", "set takes text"), ("set seed 7, elements=3", "set limits, elements"),
        ("set limits 7", "set limits, elements=1e6"), ("set seed=7", "set seed 7"), ("set threads \"two\"", "number"),
    ])
    func `what set does not take is explained`(_ source: String, _ hint: String) throws {
        let message = try Session().fail(source)
        #expect(message.contains(hint), "\(message)")
    }
}
