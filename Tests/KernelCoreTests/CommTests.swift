import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelCore

/// Says back what it is told, and notes it.
private final class Echo: CommTarget {
    var seen: [String] = []

    func open(_ comm: borrowing Comm, _ message: CommMessage) {
        seen.append("open \(comm.identifier) \(comm.target)")
        if message.data["refuse"] != nil {
            comm.close(CommMessage(["reason": "refused"]))
            comm.send(CommMessage("never"))
        } else {
            comm.send(message)
        }
    }

    func receive(_ message: CommMessage, over comm: borrowing Comm) {
        seen.append("receive \(comm.identifier)")
        comm.send(message)
    }

    func close(_ comm: borrowing Comm, _ message: CommMessage) {
        seen.append("close \(comm.identifier)")
        comm.send(CommMessage("too late"))
    }
}

@Suite struct CommTests {
    private let kernel = TestKernel()
    private let echo = Echo()

    init() { kernel.interpreter.commTargets["echo"] = echo }

    @Test func aCommIsOpenedUsedAndClosed() throws {
        let data = #"{"a":[1,-0.5,null,true,"ä"],"b":{},"c":9007199254740993}"#
        #expect(
            try kernel.answer("comm_open", #"{"comm_id":"1","target_name":"echo","data":\#(data)}"#) == [
                #"iopub comm_msg {"comm_id":"1","data":\#(data)}"#
            ])
        _ = try kernel.answer("comm_open", #"{"comm_id":"2","target_name":"echo"}"#)
        #expect(
            try kernel.answer("comm_msg", #"{"comm_id":"1","data":{"x":1}}"#) == [
                #"iopub comm_msg {"comm_id":"1","data":{"x":1}}"#
            ])
        #expect(
            try kernel.answer("comm_info_request", "{}") == [
                #"shell comm_info_reply {"comms":{"1":{"target_name":"echo"},"2":{"target_name":"echo"}},"status":"ok"}"#
            ])
        #expect(try kernel.answer("comm_close", #"{"comm_id":"1"}"#).isEmpty)
        #expect(try kernel.answer("comm_close", #"{"comm_id":"1"}"#).isEmpty)
        #expect(try kernel.answer("comm_msg", #"{"comm_id":"1","data":{}}"#).isEmpty)
        #expect(
            try kernel.answer("comm_info_request", #"{"target_name":"echo"}"#) == [
                #"shell comm_info_reply {"comms":{"2":{"target_name":"echo"}},"status":"ok"}"#
            ])
        #expect(
            try kernel.answer("comm_info_request", #"{"target_name":"other"}"#) == [
                #"shell comm_info_reply {"comms":{},"status":"ok"}"#
            ])
        #expect(echo.seen == ["open 1 echo", "open 2 echo", "receive 1", "close 1"])
    }

    @Test func buffersPassAsTheyAre() throws {
        let buffers = [Data([0, 255]), Data(), Data(Message.delimiter)]
        kernel.shell.handle(
            try kernel.request("comm_open", #"{"comm_id":"1","target_name":"echo"}"#, buffers: buffers))
        let said = kernel.outlet.emissions.compactMap { emission in
            if case .message(let message, _) = emission, message.header.messageType == "comm_msg" {
                message
            } else {
                nil
            }
        }
        #expect(said.map(\.buffers) == [buffers])
    }

    @Test func aTargetMayRefuse() throws {
        #expect(
            try kernel.answer("comm_open", #"{"comm_id":"1","target_name":"echo","data":{"refuse":true}}"#) == [
                #"iopub comm_close {"comm_id":"1","data":{"reason":"refused"}}"#
            ])
        #expect(try kernel.answer("comm_info_request", "{}") == [#"shell comm_info_reply {"comms":{},"status":"ok"}"#])
    }

    @Test(arguments: [
        ("comm_open", #"{"comm_id":1,"target_name":"echo"}"#), ("comm_open", #"{"comm_id":"1"}"#), ("comm_msg", "{}"),
        ("comm_close", #"{"comm_id":null}"#),
    ])
    func whatMakesNoSenseChangesNothing(type: String, content: String) throws {
        #expect(try kernel.answer(type, content).isEmpty)
        #expect(echo.seen.isEmpty)
    }

    /// What a client says is nested no deeper than messages may be.
    @Test func deepDataAreRead() throws {
        let depth = 300
        let data = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let lines = try kernel.answer("comm_open", #"{"comm_id":"1","target_name":"echo","data":{"x":\#(data)}}"#)
        #expect(lines == [#"iopub comm_msg {"comm_id":"1","data":{"x":\#(data)}}"#])
    }
}
