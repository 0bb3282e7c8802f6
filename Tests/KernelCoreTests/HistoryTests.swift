import Testing

@testable import KernelCore

@Suite struct HistoryTests {
    /// A kernel that has run some cells, the third of them without a result.
    private func kernel() throws -> TestKernel {
        let kernel = TestKernel()
        kernel.interpreter.onExecute = { code, output in
            if code != "c" { output.result(["text/plain": "= \(code)"]) }
            return .ok
        }
        for code in ["a", "ab", "c", "ab"] { _ = try kernel.execute(code) }
        _ = try kernel.execute("silent", #","silent":true"#)
        _ = try kernel.execute(" \\n")
        _ = try kernel.execute("not stored", #","store_history":false"#)
        return kernel
    }

    @Test(arguments: [
        // The last cells.
        (#""tail","n":2"#, #"[1,3,"c"],[1,4,"ab"]"#),
        (#""tail""#, #"[1,1,"a"],[1,2,"ab"],[1,3,"c"],[1,4,"ab"]"#),
        (#""tail","n":0"#, ""), (#""tail","n":-3"#, ""),
        (#""tail","n":9223372036854775807,"raw":true"#, #"[1,1,"a"],[1,2,"ab"],[1,3,"c"],[1,4,"ab"]"#),
        (#""tail","n":2,"output":true"#, #"[1,3,["c",null]],[1,4,["ab","= ab"]]"#),
        // A range.
        (#""range","session":0,"start":2,"stop":4"#, #"[1,2,"ab"],[1,3,"c"]"#),
        (#""range","session":1,"start":4,"stop":null"#, #"[1,4,"ab"]"#),
        (#""range","start":-9223372036854775808,"stop":2"#, #"[1,1,"a"]"#),
        (#""range","session":0,"start":4,"stop":2"#, ""),
        (#""range","session":-1,"start":1,"stop":5"#, ""), (#""range","session":2,"start":1,"stop":5"#, ""),
        // A search.
        (#""search","pattern":"a*""#, #"[1,1,"a"],[1,2,"ab"],[1,4,"ab"]"#),
        (#""search","pattern":"a?""#, #"[1,2,"ab"],[1,4,"ab"]"#),
        (#""search","pattern":"a?","unique":true"#, #"[1,4,"ab"]"#),
        (#""search","pattern":"*","unique":true,"n":2"#, #"[1,3,"c"],[1,4,"ab"]"#),
        (#""search","pattern":"*","n":1"#, #"[1,4,"ab"]"#), (#""search","pattern":"b""#, ""),
        (#""search","n":1"#, #"[1,4,"ab"]"#),
        (#""search","pattern":"c","output":true"#, #"[1,3,["c",null]]"#),
    ])
    func cellsAreFound(request: String, entries: String) throws {
        let lines = try kernel().answer("history_request", #"{"hist_access_type":\#(request)}"#)
        #expect(lines == [#"shell history_reply {"history":[\#(entries)],"status":"ok"}"#])
    }

    @Test(arguments: [
        ("", "", true), ("", "a", false), ("*", "", true), ("?", "", false), ("a", "a", true), ("a", "A", false),
        ("*b*", "abc", true), ("*c", "abc", true), ("*b", "abc", false), ("a*c", "abbc", true), ("a**c", "ac", true),
        ("a?c", "abc", true), ("a?c", "ac", false), ("*ab*ab", "aabab", true), ("*aab", "aaaab", true),
        ("?", "😀", true), ("*\n*", "a\nb", true), ("[a]", "a", false), ("[a]", "[a]", true),
    ])
    func globsMatchWholeTexts(pattern: String, text: String, matches: Bool) {
        #expect(Glob(pattern).matches(text) == matches)
    }
}
