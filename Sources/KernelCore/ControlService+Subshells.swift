public import JupyterProtocol

extension ControlService {
    /// Serves a request about subshells; without a host there are none, and such a request is not known.
    func serveSubshells(
        _ host: any SubshellHost, _ request: Message, _ responder: Responder
    ) {
        do throws(SubshellFailure) {
            switch request.header.messageType {
            case "create_subshell_request":
                responder.reply(CreateSubshellReply(identifier: try host.createSubshell()))
            case "list_subshell_request":
                responder.reply(ListSubshellReply(identifiers: host.subshells))
            default:
                try host.deleteSubshell(try Self.identifier(in: request))
                responder.reply(StatusReply(.ok))
            }
        } catch {
            responder.reply(ErrorReply(error))
        }
    }

    private static func identifier(in request: Message) throws(SubshellFailure) -> String {
        do {
            return try request.decodeContent(as: DeleteSubshellRequest.self).identifier
        } catch {
            throw SubshellFailure(error.message)
        }
    }

    /// Refuses a request of the shell channel for a subshell that there is not, from `busy` to `idle`.
    ///
    /// Where it is a cell the error is published too, or nobody would see why it did not run.
    public func refuse(_ request: Message, for subshell: String) {
        let responder = responder(to: request, on: .shell)
        let failure = ErrorReply(.unknown(subshell))
        responder.publish(.busy)
        if request.header.messageType == "execute_request" {
            responder.publish(
                "error", ErrorOutput(name: failure.name, value: failure.value, traceback: failure.traceback))
        }
        // Comm messages have no reply.
        if request.header.messageType.hasSuffix("_request") { responder.reply(failure) }
        responder.publish(.idle)
    }
}

extension ErrorReply {
    fileprivate init(_ failure: SubshellFailure) {
        self.init(name: "SubshellError", value: failure.message, traceback: ["SubshellError: \(failure.message)"])
    }
}
