internal import FoundationEssentials
internal import JupyterProtocol
internal import KernelCore
internal import Logging

/// Runs an interpreter on a thread of its own; whatever it says leaves by one socket, so that it stays in order.
final class Worker: Outlet, InputSource {
    private let orders: MailboxReceiver<WorkerOrder>
    private let answers: MailboxReceiver<WorkerAnswer>
    private let reports: MailboxSender<WorkerReport>
    /// What has been said and not been sent yet.
    private var unsent: [WorkerReport] = []
    private let texts: TextQueue
    private let signer: MessageSigner
    private let logger: Logger

    /// Creates a worker with its ends of the mailboxes.
    init(
        orders: MailboxReceiver<WorkerOrder>, answers: MailboxReceiver<WorkerAnswer>,
        reports: MailboxSender<WorkerReport>, texts: TextQueue, signer: MessageSigner, logger: Logger
    ) {
        self.orders = orders
        self.answers = answers
        self.reports = reports
        self.texts = texts
        self.signer = signer
        self.logger = logger
    }

    /// Serves until it is told to end; the calling thread owns the sockets from here on.
    func serve(_ service: ShellService) {
        orders.adopt()
        answers.adopt()
        reports.adopt()
        while let order = try? orders.receive() {
            switch order {
            case .serve(let frames):
                do {
                    service.handle(try Message(frames: frames))
                } catch {
                    logger.warning("dropped a message on the shell channel: \(error.message)")
                }
            case .resume:
                service.resume()
            case .end:
                report(.ended)
                flush()
                return
            }
        }
    }

    func emit(_ emission: Emission) {
        switch emission {
        case .message(let message, let channel): report(.send(message.frames(signedWith: signer), channel))
        case .text(let text, let stream, let parent):
            if texts.add(text, to: stream, parent: parent) { report(.text) }
        case .update(let message, let display): report(.update(message.frames(signedWith: signer), display))
        case .clear(let message, let isDelayed):
            report(.clear(message.frames(signedWith: signer), isDelayed: isDelayed))
        case .failure: report(.failure)
        }
    }

    func flush() {
        do {
            try reports.send(unsent)
        } catch {
            // The kernel has ended without waiting longer for this cell: nobody listens any more.
            logger.debug("\(error.message)")
        }
        unsent = []
    }

    func answer(to question: Message, from execution: String) -> InputAnswer {
        report(
            .question(
                Question(
                    identifier: question.header.identifier, execution: execution,
                    frames: question.frames(signedWith: signer))))
        flush()
        // Each question gets one answer from the wire thread. None is left to come where the kernel has ended.
        guard let answer = try? answers.receive() else { return .interrupted }
        switch answer {
        case .text(InputReply.endOfInput): return .end
        case .text(let text): return .text(text)
        case .cancelled: return .interrupted
        }
    }

    private func report(_ report: WorkerReport) {
        switch report {
        // Text is not cut by what changes elsewhere.
        case .text, .update: break
        default: texts.seal()
        }
        unsent.append(report)
    }
}
