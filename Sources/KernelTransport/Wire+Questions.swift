internal import FoundationEssentials
internal import JupyterProtocol
internal import Logging

extension Wire {
    /// Brings answers to who asked; whatever else comes on the stdin channel, such as what is too late, is dropped.
    func takeAnswers() throws(TransportError) {
        for _ in 0..<Self.burst {
            guard let frames = try clients.stdin.receiveIfAny() else { break }
            let asking: WorkerLink
            let answer: String
            do throws(ProtocolError) {
                try verifier.verify(frames)
                let message = try Message(frames: frames)
                guard let worker = worker(answeredBy: message) else {
                    logger.debug("dropped a message on the stdin channel: it answers no question")
                    continue
                }
                asking = worker
                answer = try message.decodeContent(as: InputReply.self).value
            } catch {
                logDrop(on: .stdin, error)
                continue
            }
            try asking.answer(answer)
        }
    }

    /// The worker whose question a message answers; where it may be one of several, the message names the subshell.
    private func worker(answeredBy message: Message) -> WorkerLink? {
        let asking = workers.filter { $0.question?.isAnswered(by: message) ?? false }
        guard let identifier = message.header.subshellIdentifier else { return asking.first }
        let subshell = subshellWorkers.first { $0.identifier == identifier }
        return asking.first { $0 === subshell?.worker }
    }

    /// Sends a question; what has come on the stdin channel before it is no answer to it.
    func ask(_ question: Question, from worker: WorkerLink) throws(TransportError) {
        try takeAnswers()
        worker.note(question)
        try worker.cancelQuestion()
        publishAll(of: worker)
        worker.sendQuestion(clients.ask)
    }

    /// Sends questions that could not be sent yet, and tells cells that are to stop that nobody will answer them.
    func settleQuestions() throws(TransportError) {
        for worker in workers {
            try worker.cancelQuestion()
            worker.sendQuestion(clients.ask)
        }
    }
}
