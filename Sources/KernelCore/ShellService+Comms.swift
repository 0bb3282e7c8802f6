internal import JupyterProtocol
internal import Logging

extension ShellService {
    /// Tells of the open comms.
    func tellComms(_ request: CommInfoRequest, _ responder: Responder) {
        responder.reply(CommInfoReply(targets: comms.comms(to: request.target)))
    }

    /// Hands what a client says over a comm to its target.
    ///
    /// Comm messages have no reply, so neither has one that makes no sense.
    func serveComm(_ request: Message, _ responder: Responder) {
        do {
            switch request.header.messageType {
            case "comm_open": open(try request.decodeContent(), request, responder)
            case "comm_close": close(try request.decodeContent(), request, responder)
            default: receive(try request.decodeContent(), request, responder)
            }
        } catch {
            responder.logger.warning("\(error.message)")
        }
    }

    private func open(_ content: CommOpen, _ request: Message, _ responder: Responder) {
        guard let target = interpreter.commTargets[content.target] else {
            responder.logger.debug("comm_open: there is no target `\(content.target)`")
            responder.publish("comm_close", CommContent(identifier: content.identifier))
            return
        }
        comms.add(content.identifier, to: content.target)
        target.open(
            Comm(identifier: content.identifier, target: content.target, responder, comms),
            CommMessage(content.data, buffers: request.buffers))
    }

    private func receive(_ content: CommContent, _ request: Message, _ responder: Responder) {
        guard let name = comms.target(of: content.identifier), let target = interpreter.commTargets[name] else {
            responder.logger.debug("comm_msg: there is no comm `\(content.identifier)`")
            return
        }
        target.receive(
            CommMessage(content.data, buffers: request.buffers),
            over: Comm(identifier: content.identifier, target: name, responder, comms))
    }

    private func close(_ content: CommContent, _ request: Message, _ responder: Responder) {
        guard let name = comms.remove(content.identifier) else {
            responder.logger.debug("comm_close: there is no comm `\(content.identifier)`")
            return
        }
        interpreter.commTargets[name]?.close(
            Comm(identifier: content.identifier, target: name, responder, comms),
            CommMessage(content.data, buffers: request.buffers))
    }
}
