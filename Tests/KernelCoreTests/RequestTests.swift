import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelCore

@Suite struct RequestTests {
    private static let info =
        #"kernel_info_reply {"banner":"Hello","debugger":false,"help_links":[{"text":"Help","url":"https://example.org"}],"#
        + #""implementation":"test-kernel","implementation_version":"1.2","language_info":{"codemirror_mode":"null","#
        + #""file_extension":".test","mimetype":"text/x-test","name":"test","pygments_lexer":"text","version":"3"},"#
        + #""protocol_version":"5.6","status":"ok","supported_features":[]}"#

    @Test func kernelInformationIsGivenOnBothChannels() throws {
        let kernel = TestKernel()
        #expect(
            try kernel.shell("kernel_info_request", "{}") == [TestKernel.busy, "shell " + Self.info, TestKernel.idle])
        #expect(kernel.control.handle(try kernel.request("kernel_info_request", "{}")) == nil)
        #expect(kernel.takeLines() == [TestKernel.busy, "control " + Self.info, TestKernel.idle])
    }

    @Test(arguments: [
        ("complete", #"{"status":"complete"}"#), ("incomplete", #"{"indent":"    ","status":"incomplete"}"#),
        ("invalid", #"{"status":"invalid"}"#), ("unknown", #"{"status":"unknown"}"#),
    ])
    func completenessIsTold(code: String, reply: String) throws {
        #expect(
            try TestKernel().answer("is_complete_request", #"{"code":"\#(code)"}"#)
                == ["shell is_complete_reply " + reply])
    }

    /// `ŷ` is a letter with a combining mark, and the family four people joined: clusters are not what is counted.
    @Test(arguments: [
        (#"{"code":"abc","cursor_pos":2}"#, 2), (#"{"code":"abc"}"#, 3), (#"{"code":"abc","cursor_pos":null}"#, 3),
        (#"{"code":"abc","cursor_pos":99}"#, 3), (#"{"code":"abc","cursor_pos":-5}"#, 0),
        (#"{"code":"abc","cursor_pos":9223372036854775807}"#, 3), (#"{"code":"y\u0302"}"#, 2),
        (#"{"code":"👨‍👩‍👧‍👦x","cursor_pos":8}"#, 8), (#"{"code":"👨‍👩‍👧‍👦x","cursor_pos":9}"#, 8), (#"{"code":""}"#, 0),
    ])
    func cursorsAreUnicodeScalarsWithinTheCode(content: String, cursor: Int) throws {
        let kernel = TestKernel()
        var cursors: [Int] = []
        kernel.interpreter.onComplete = { _, cursor in
            cursors.append(cursor)
            return CompletionResult(matches: [.init(text: "m", type: "t")], start: 0, end: cursor)
        }
        kernel.interpreter.onInspect = { _, cursor, _ in
            cursors.append(cursor)
            return nil
        }
        #expect(
            try kernel.answer("complete_request", content) == [
                #"shell complete_reply {"cursor_end":\#(cursor),"cursor_start":0,"matches":["m"],"metadata":{"#
                    + #""_jupyter_types_experimental":[{"end":\#(cursor),"start":0,"text":"m","type":"t"}]},"status":"ok"}"#
            ])
        _ = try kernel.answer("inspect_request", content)
        #expect(cursors == [cursor, cursor])
    }

    @Test func inspectionFindsOrDoesNot() throws {
        let kernel = TestKernel()
        var details: [Int] = []
        kernel.interpreter.onInspect = { code, _, detail in
            details.append(detail)
            return code == "known" ? ["text/plain": "a thing"] : nil
        }
        #expect(
            try kernel.answer("inspect_request", #"{"code":"known","detail_level":1}"#)
                == [#"shell inspect_reply {"data":{"text/plain":"a thing"},"found":true,"metadata":{},"status":"ok"}"#])
        #expect(
            try kernel.answer("inspect_request", #"{"code":"other"}"#)
                == [#"shell inspect_reply {"data":{},"found":false,"metadata":{},"status":"ok"}"#])
        _ = try kernel.answer("inspect_request", #"{"code":"","detail_level":7}"#)
        _ = try kernel.answer("inspect_request", #"{"code":"","detail_level":-7}"#)
        #expect(details == [1, 0, 1, 0])
    }

    @Test func aCommForAnUnknownTargetIsClosed() throws {
        let kernel = TestKernel()
        #expect(
            try kernel.answer("comm_open", #"{"comm_id":"c","target_name":"widgets","data":{}}"#)
                == [#"iopub comm_close {"comm_id":"c","data":{}}"#])
        #expect(try kernel.answer("comm_info_request", "{}") == [#"shell comm_info_reply {"comms":{},"status":"ok"}"#])
    }

    @Test(arguments: [
        ("comm_msg", #"{"comm_id":"c","data":{}}"#), ("comm_close", "{}"), ("comm_open", "{}"),
        ("nonsense", "{}"), ("", "{}"), ("connect_request", "{}"), ("execute_reply", "{}"),
    ])
    func whatNeedsNoReplyGetsNone(type: String, content: String) throws {
        let kernel = TestKernel()
        #expect(try kernel.answer(type, content).isEmpty)
    }

    @Test(arguments: ["create_subshell_request", "debug_request", "execute_request", "nonsense"])
    func whatIsUnknownOnControlGetsNoReply(type: String) throws {
        let kernel = TestKernel()
        #expect(kernel.control.handle(try kernel.request(type, #"{"code":"x"}"#)) == nil)
        #expect(kernel.takeLines() == [TestKernel.busy, TestKernel.idle])
        #expect(kernel.interpreter.executed.isEmpty)
    }

    @Test(arguments: [
        ("execute_request", #"{"code":1}"#, "execute_request needs a string as `code`", true),
        ("complete_request", "{}", "complete_request lacks `code`", false),
        ("inspect_request", #"{"cursor_pos":1}"#, "inspect_request lacks `code`", false),
        ("is_complete_request", "{}", "is_complete_request lacks `code`", false),
        ("history_request", "{}", "history_request lacks `hist_access_type`", false),
    ])
    func aRequestThatMakesNoSenseGetsAnErrorReply(
        type: String, content: String, message: String, isExecution: Bool
    ) throws {
        let reply = type.replacing("_request", with: "_reply")
        let count = isExecution ? #""execution_count":0,"# : ""
        #expect(
            try TestKernel().answer(type, content) == [
                #"shell \#(reply) {"ename":"InvalidRequest","evalue":"\#(message)",\#(count)"status":"error","#
                    + #""traceback":["InvalidRequest: \#(message)"]}"#
            ])
    }

    @Test(arguments: [(#"{"restart":true}"#, true), (#"{"restart":false}"#, false), ("{}", false)])
    func aShutdownIsConfirmedWhenAllIsAtRest(content: String, restart: Bool) throws {
        let kernel = TestKernel()
        let shutdown = try #require(kernel.control.handle(try kernel.request("shutdown_request", content)))
        #expect(shutdown.restart == restart)
        #expect(kernel.takeLines() == [TestKernel.busy])
        #expect(try kernel.execute("late").last == #"shell execute_reply {"execution_count":0,"status":"aborted"}"#)
        shutdown.confirm()
        #expect(
            kernel.takeLines()
                == [#"control shutdown_reply {"restart":\#(restart),"status":"ok"}"#, TestKernel.idle])
    }

    @Test func aShutdownThatMakesNoSenseShutsNothingDown() throws {
        let kernel = TestKernel()
        #expect(kernel.control.handle(try kernel.request("shutdown_request", #"{"restart":5}"#)) == nil)
        #expect(kernel.takeLines().count == 3)
        #expect(try kernel.execute("x").count == 2)
    }
}
