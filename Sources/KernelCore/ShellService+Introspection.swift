internal import JupyterProtocol

extension ShellService {
    /// Says how code could go on.
    func complete(_ request: CompleteRequest, _ responder: Responder) {
        let result = interpreter.complete(request.code, at: cursor(request.cursorPosition, in: request.code))
        let matches = result.matches.map { match in
            CompleteReply.Match(
                text: match.text, type: match.type, signature: match.signature, start: result.start, end: result.end)
        }
        responder.reply(CompleteReply(matches: matches, start: result.start, end: result.end))
    }

    /// Says what stands at the cursor.
    func inspect(_ request: InspectRequest, _ responder: Responder) {
        let bundle = interpreter.inspect(
            request.code, at: cursor(request.cursorPosition, in: request.code),
            detail: min(max(request.detailLevel ?? 0, 0), 1))
        responder.reply(InspectReply(data: bundle))
    }

    /// Says whether code can be run as it stands.
    func tellCompleteness(_ request: IsCompleteRequest, _ responder: Responder) {
        let reply =
            switch interpreter.completeness(of: request.code) {
            case .complete: IsCompleteReply(status: "complete")
            case .incomplete(let indent): IsCompleteReply(status: "incomplete", indent: indent)
            case .invalid: IsCompleteReply(status: "invalid")
            case .unknown: IsCompleteReply(status: "unknown")
            }
        responder.reply(reply)
    }

    /// The cursor a client gave, within the code; the code's end if it gave none.
    private func cursor(_ position: Int?, in code: String) -> Int {
        let end = code.unicodeScalars.count
        return min(max(position ?? end, 0), end)
    }
}
