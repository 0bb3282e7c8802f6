internal import FoundationEssentials
internal import JupyterProtocol
internal import Logging

/// Answers one request.
struct Responder {
    let request: Message
    let channel: Channel
    let composer: MessageComposer
    let outlet: any Outlet
    let logger: Logger

    /// Publishes a message that follows from the request.
    func publish(_ type: String, _ content: some MessageContent, buffers: [Data] = []) {
        emit { () throws(ProtocolError) in
            var message = try composer.publication(type, content, parent: request.headerText)
            message.buffers = buffers
            return .message(message, .iopub)
        }
    }

    /// Publishes what a display shows from now on.
    func update(_ display: String, _ content: DisplayData) {
        emit { () throws(ProtocolError) in
            let type = "update_display_data"
            return .update(try composer.publication(type, content, parent: request.headerText), display: display)
        }
    }

    /// Clears what the request has shown; with `isDelayed` only when something new is shown.
    func clear(isDelayed: Bool) {
        emit { () throws(ProtocolError) in
            let content = ClearOutput(wait: isDelayed)
            return .clear(
                try composer.publication("clear_output", content, parent: request.headerText), isDelayed: isDelayed)
        }
    }

    /// Publishes what the kernel is doing with the request.
    func publish(_ state: KernelStatus.State) { publish("status", KernelStatus(state)) }

    /// Sends the reply.
    func reply(_ content: some MessageContent) {
        emit { () throws(ProtocolError) in .message(try composer.reply(to: request, content), channel) }
    }

    /// Asks the client, and waits for the answer.
    func ask(_ content: InputRequest, through input: any InputSource) -> InputAnswer {
        do {
            return input.answer(
                to: try composer.question(to: request, content), from: request.header.identifier)
        } catch {
            logger.error("input_request: \(error.message)")
            return .refused
        }
    }

    /// Sends the reply to a request that cannot be understood.
    func reply(_ error: ProtocolError, executionCount: Int? = nil) {
        logger.warning("\(error.message)")
        reply(
            ErrorReply(
                name: "InvalidRequest", value: error.message, traceback: ["InvalidRequest: \(error.message)"],
                executionCount: executionCount))
    }

    private func emit(_ compose: () throws(ProtocolError) -> Emission) {
        do {
            outlet.emit(try compose())
        } catch {
            logger.error("\(request.header.messageType): \(error.message)")
        }
    }
}
