internal import JupyterProtocol

extension ShellService {
    /// Refuses a cell because one before it in the queue has failed or the kernel is ending.
    func refuse(_ responder: Responder) {
        responder.reply(StatusReply(.aborted, executionCount: executionCount))
    }

    /// Runs a cell.
    func execute(_ request: ExecuteRequest, _ responder: Responder) {
        if request.storesHistory { executionCount += 1 }
        if !request.silent {
            responder.publish("execute_input", ExecuteInput(code: request.code, executionCount: executionCount))
        }
        let output = CellOutput(
            responder, executionCount: executionCount, silent: request.silent,
            limits: { [interpreter] in interpreter.outputLimits }, interruption: interruption,
            input: request.allowsInput ? input : nil)
        responder.outlet.flush()
        // Meanwhile the clients learn of the cell.
        if request.storesHistory { history.append(line: executionCount, input: request.code) }
        let outcome = interpreter.execute(request.code, silent: request.silent, output: output)
        defer { interpreter.finishCell() }
        output.close()
        if request.storesHistory { result = output.resultText }

        switch outcome {
        case .ok:
            succeed(request, pages: [], responder)
        case .page(let bundle):
            succeed(request, pages: [ExecuteReply.Page(data: bundle)], responder)
        case .failed(let name, let value, let traceback):
            if !request.silent {
                // Before a client can know of the failure and send what is not to be aborted.
                if request.stopsOnError { abortQueue(responder) }
                responder.publish("error", ErrorOutput(name: name, value: value, traceback: traceback))
            }
            responder.reply(
                ErrorReply(name: name, value: value, traceback: traceback, executionCount: executionCount))
        }
    }

    private func succeed(_ request: ExecuteRequest, pages: [ExecuteReply.Page], _ responder: Responder) {
        var expressions: [String: ExecuteReply.Expression] = [:]
        for (name, expression) in request.userExpressions.sorted(by: { $0.key < $1.key }) {
            switch interpreter.evaluate(expression, isInterrupted: { [interruption] in interruption.isRequested }) {
            case .success(let bundle):
                expressions[name] = .value(bundle)
            case .failure(let failure):
                expressions[name] = .failure(
                    ErrorReply(name: failure.name, value: failure.value, traceback: failure.traceback))
            }
        }
        responder.reply(
            ExecuteReply(executionCount: executionCount, payload: pages, userExpressions: expressions))
    }

    private func abortQueue(_ responder: Responder) {
        isAborting = true
        responder.outlet.emit(.failure)
    }
}
