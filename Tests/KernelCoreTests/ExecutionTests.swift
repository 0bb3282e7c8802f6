import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelCore

@Suite struct ExecutionTests {
    @Test func aCellIsAnsweredInOrder() throws {
        let kernel = TestKernel()
        kernel.interpreter.onExecute = { _, output in
            output.write("a\n", to: .standardOutput)
            output.write("b\n", to: .standardError)
            output.display(["text/plain": "d"], identifier: nil)
            output.display(["text/plain": "d"], identifier: "one")
            output.update(["text/plain": "u"], identifier: "one")
            output.clear(wait: true)
            output.result(["text/plain": "r"])
            return .ok
        }
        let lines = try kernel.shell("execute_request", #"{"code":"x"}"#)
        #expect(
            lines == [
                TestKernel.busy,
                #"iopub execute_input {"code":"x","execution_count":1}"#,
                "text stdout a\n",
                "text stderr b\n",
                #"iopub display_data {"data":{"text/plain":"d"},"metadata":{}}"#,
                #"iopub display_data {"data":{"text/plain":"d"},"metadata":{},"transient":{"display_id":"one"}}"#,
                #"update of one {"data":{"text/plain":"u"},"metadata":{},"transient":{"display_id":"one"}}"#,
                #"iopub clear_output {"wait":true}"#,
                #"iopub execute_result {"data":{"text/plain":"r"},"execution_count":1,"metadata":{}}"#,
                #"shell execute_reply {"execution_count":1,"payload":[],"status":"ok","user_expressions":{}}"#,
                TestKernel.idle,
            ])
    }

    @Test func everyMessageNamesItsParentAndNoneItsIdentifierTwice() throws {
        let kernel = TestKernel()
        kernel.interpreter.onExecute = { _, output in
            output.write("a", to: .standardOutput)
            output.result(["text/plain": "r"])
            return .failed(name: "n", value: "v", traceback: [])
        }
        let request = try kernel.request("execute_request", #"{"code":"x"}"#)
        kernel.shell.handle(request)
        var identifiers: Set<String> = []
        for emission in kernel.outlet.emissions {
            switch emission {
            case .message(let message, let channel):
                #expect(message.parentHeader == request.headerText)
                #expect(message.header.session != request.header.session)
                #expect(identifiers.insert(message.header.identifier).inserted)
                let topic = Data(message.header.messageType.utf8)
                #expect(message.identities == (channel == .shell ? request.identities : [topic]))
            case .text(_, _, let parent):
                #expect(parent == request.headerText)
            case .update(let message, _), .clear(let message, _):
                #expect(message.parentHeader == request.headerText)
            case .failure:
                break
            }
        }
        #expect(identifiers.count == 6)
    }

    @Test func aFailureIsPublishedAndReplied() throws {
        let kernel = TestKernel()
        kernel.interpreter.onExecute = { _, _ in .failed(name: "shape", value: "no", traceback: ["a", "b"]) }
        #expect(
            try kernel.execute("x") == [
                #"iopub execute_input {"code":"x","execution_count":1}"#,
                // The queue is marked before a client can hear of the failure.
                "failure",
                #"iopub error {"ename":"shape","evalue":"no","traceback":["a","b"]}"#,
                #"shell execute_reply {"ename":"shape","evalue":"no","execution_count":1,"status":"error","#
                    + #""traceback":["a","b"]}"#,
            ])
    }

    @Test func aPageIsPaid() throws {
        let kernel = TestKernel()
        kernel.interpreter.onExecute = { _, _ in .page(["text/plain": "help"]) }
        #expect(
            try kernel.execute("x").last
                == #"shell execute_reply {"execution_count":1,"payload":[{"data":{"text/plain":"help"},"#
                + #""source":"page","start":0}],"status":"ok","user_expressions":{}}"#)
    }

    @Test func theCounterRisesOnlyWhereHistoryIsStored() throws {
        let kernel = TestKernel()
        func count(_ options: String) throws -> Int? {
            let reply = try #require(try kernel.execute("x", options).last)
            return reply.split(separator: #""execution_count":"#).last.flatMap { Int($0.prefix { $0.isNumber }) }
        }
        #expect(try count(#","silent":true"#) == 0)
        #expect(try count("") == 1)
        #expect(try count(#","store_history":false"#) == 1)
        #expect(try count(#","silent":true,"store_history":true"#) == 1)
        #expect(try count("") == 2)
        #expect(try kernel.answer("execute_request", "{}").count == 1)
        #expect(try count("") == 3)
    }

    @Test func aSilentCellShowsNothing() throws {
        let kernel = TestKernel()
        kernel.interpreter.onExecute = { code, output in
            output.write("a\n", to: .standardOutput)
            output.display(["text/plain": "d"], identifier: "one")
            output.update(["text/plain": "d"], identifier: "one")
            output.clear(wait: false)
            output.result(["text/plain": "r"])
            return code == "fail" ? .failed(name: "n", value: "v", traceback: []) : .ok
        }
        #expect(try kernel.execute("x", #","silent":true"#).count == 1)
        #expect(
            try kernel.execute("fail", #","silent":true"#) == [
                #"shell execute_reply {"ename":"n","evalue":"v","execution_count":0,"status":"error","traceback":[]}"#
            ])
    }

    @Test func userExpressionsAreEvaluatedAfterTheCellInOrderOfTheirNames() throws {
        let kernel = TestKernel()
        let lines = try kernel.execute("x", #","user_expressions":{"b":"bad","c":"3","a":"1"}"#)
        #expect(kernel.interpreter.executed == ["x", "evaluate 1", "evaluate bad", "evaluate 3"])
        #expect(
            lines.last
                == #"shell execute_reply {"execution_count":1,"payload":[],"status":"ok","user_expressions":{"#
                + #""a":{"data":{"text/plain":"1"},"metadata":{},"status":"ok"},"#
                + #""b":{"ename":"name","evalue":"no bad","status":"error","traceback":["there"]},"#
                + #""c":{"data":{"text/plain":"3"},"metadata":{},"status":"ok"}}}"#)
    }

    @Test func userExpressionsCanBeInterrupted() throws {
        let kernel = TestKernel()
        let options = #","user_expressions":{"a":"interrupted"}"#
        #expect(try kernel.execute("x", options).last?.contains(#""text/plain":"false""#) == true)
        kernel.interpreter.onExecute = { _, _ in
            kernel.interruption.interrupt()
            return .ok
        }
        #expect(try kernel.execute("x", options).last?.contains(#""text/plain":"true""#) == true)
    }

    @Test func aFailedCellEvaluatesNothing() throws {
        let kernel = TestKernel()
        kernel.interpreter.onExecute = { _, _ in .failed(name: "n", value: "v", traceback: []) }
        _ = try kernel.execute("x", #","user_expressions":{"a":"1"}"#)
        #expect(kernel.interpreter.executed == ["x"])
    }

    @Test func outputAfterTheEndIsDropped() throws {
        let kernel = TestKernel()
        var kept: (any OutputSink)?
        kernel.interpreter.onExecute = { _, output in
            kept = output
            return .ok
        }
        _ = try kernel.execute("x")
        kept?.write("late", to: .standardOutput)
        kept?.display(["text/plain": "late"], identifier: nil)
        kept?.clear(wait: false)
        #expect(kernel.takeLines().isEmpty)
    }
}

@Suite struct AbortTests {
    private func failing() -> TestKernel {
        let kernel = TestKernel()
        kernel.interpreter.onExecute = { code, _ in
            code == "fail" ? .failed(name: "n", value: "v", traceback: []) : .ok
        }
        return kernel
    }

    @Test func cellsQueuedBehindAFailureAreRefused() throws {
        let kernel = failing()
        _ = try kernel.execute("before")
        _ = try kernel.execute("fail")
        for _ in 0..<2 {
            #expect(
                try kernel.shell("execute_request", #"{"code":"queued"}"#) == [
                    TestKernel.busy, #"shell execute_reply {"execution_count":2,"status":"aborted"}"#, TestKernel.idle,
                ])
        }
        // Other requests are served meanwhile.
        #expect(
            try kernel.answer("is_complete_request", #"{"code":""}"#) == [
                #"shell is_complete_reply {"status":"complete"}"#
            ])
        #expect(try kernel.execute("queued") == [#"shell execute_reply {"execution_count":2,"status":"aborted"}"#])
        kernel.shell.resume()
        #expect(try kernel.execute("later").count == 2)
        #expect(kernel.interpreter.executed == ["before", "fail", "later"])
    }

    @Test(arguments: [#","stop_on_error":false"#, #","silent":true"#])
    func aFailureThatIsNotToStopAbortsNothing(options: String) throws {
        let kernel = failing()
        #expect(try !kernel.execute("fail", options).contains("failure"))
        _ = try kernel.execute("next")
        #expect(kernel.interpreter.executed == ["fail", "next"])
    }

    @Test func aRequestThatMakesNoSenseAbortsNothing() throws {
        let kernel = failing()
        #expect(try kernel.answer("execute_request", "{}").count == 1)
        _ = try kernel.execute("next")
        #expect(kernel.interpreter.executed == ["next"])
    }
}

@Suite struct InterruptionTests {
    @Test func aRunningCellIsInterruptedAndTheNextIsNot() throws {
        let kernel = TestKernel()
        var seen: [Bool] = []
        kernel.interpreter.onExecute = { code, output in
            seen.append(output.isInterrupted)
            if code == "first" { seen.append(kernel.interruption.interrupt()) }
            seen.append(output.isInterrupted)
            return .ok
        }
        _ = try kernel.execute("first")
        _ = try kernel.execute("second")
        #expect(seen == [false, true, true, false, false])
    }

    @Test func anInterruptWhileIdleDoesNothing() throws {
        let kernel = TestKernel()
        #expect(!kernel.interruption.interrupt())
        var seen: Bool?
        kernel.interpreter.onExecute = { _, output in
            seen = output.isInterrupted
            return .ok
        }
        _ = try kernel.execute("x")
        #expect(seen == false)
        #expect(!kernel.interruption.interrupt())
    }

    /// A client that sees the kernel busy may interrupt at once, before the cell has begun to run.
    @Test func aCellThatIsSeenBusyCanBeInterrupted() throws {
        let kernel = TestKernel()
        var interrupts: [Bool] = []
        kernel.outlet.onEmit = { _ in
            // The first emission is the busy status.
            if interrupts.isEmpty { interrupts.append(kernel.interruption.interrupt()) }
        }
        var seen = false
        kernel.interpreter.onExecute = { _, output in
            seen = output.isInterrupted
            return .ok
        }
        _ = try kernel.execute("x")
        #expect(interrupts == [true])
        #expect(seen)
    }

    @Test func anInterruptRequestReachesTheCell() throws {
        let kernel = TestKernel()
        let request = try kernel.request("interrupt_request", "{}")
        kernel.interpreter.onExecute = { _, output in
            _ = kernel.control.handle(request)
            return output.isInterrupted ? .failed(name: "interrupted", value: "", traceback: []) : .ok
        }
        let lines = try kernel.execute("x")
        #expect(lines.contains(#"control interrupt_reply {"status":"ok"}"#))
        #expect(lines.contains("failure"))
    }

    @Test func noCellBeginsAfterTheEnd() throws {
        let kernel = TestKernel()
        var seen = false
        kernel.interpreter.onExecute = { _, output in
            kernel.interruption.end()
            seen = output.isInterrupted
            return .ok
        }
        _ = try kernel.execute("running")
        #expect(seen)
        #expect(try kernel.execute("queued") == [#"shell execute_reply {"execution_count":1,"status":"aborted"}"#])
        #expect(kernel.interpreter.executed == ["running"])
    }
}
