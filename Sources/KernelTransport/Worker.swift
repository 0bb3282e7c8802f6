internal import JupyterProtocol
internal import KernelCore
internal import Logging

/// Runs the interpreter on a thread of its own; whatever it says leaves by one socket, so that it stays in order.
final class Worker: Outlet {
    private let orders: Socket
    private let reports: Socket
    private let signer: MessageSigner
    private let history: History
    private let logger: Logger

    /// Creates a worker.
    ///
    /// - Parameters:
    ///   - orders: the pulling end of what the wire thread pushes.
    ///   - reports: the pushing end of what the wire thread pulls.
    init(orders: Socket, reports: Socket, signer: MessageSigner, history: History, logger: Logger) {
        self.orders = orders
        self.reports = reports
        self.signer = signer
        self.history = history
        self.logger = logger
    }

    /// Serves until it is told to end; the calling thread owns the sockets from here on.
    func run(_ interpreter: any Interpreter, composer: MessageComposer, interruption: Interruption) {
        orders.adopt()
        reports.adopt()
        let service = ShellService(
            interpreter, composer: composer, interruption: interruption, outlet: self, history: history, logger: logger)
        while let frames = try? orders.receive() {
            switch WorkerOrder(frames) {
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
                return
            }
        }
    }

    func emit(_ emission: Emission) {
        switch emission {
        case .message(let message, let channel): report(.send(message.frames(signedWith: signer), channel))
        case .text(let text, let stream, let parent): report(.text(text, stream, parent: parent))
        case .failure: report(.failure)
        }
    }

    private func report(_ report: WorkerReport) {
        do {
            try reports.send(report.frames)
        } catch {
            // The kernel has ended without waiting longer for this cell: nobody listens any more.
            logger.debug("\(error.message)")
        }
    }
}
