internal import FoundationEssentials
internal import Glibc
internal import JupyterProtocol
internal import KernelCore
internal import Logging

/// Carries messages between the clients and the worker, and answers on the control channel itself.
///
/// All of it happens on one thread, which never runs user code.
final class Wire {
    /// Why the wire comes to its end.
    private enum End {
        case shutdown(ControlService.Shutdown)
        case terminated
        case parentGone
    }

    /// How many messages of one kind are handled before others get their turn.
    static let burst = 256
    /// How many requests at most a failed cell can have behind it in the queue.
    private static let longestQueue = 1 << 16
    /// How long to wait where nothing is due; any length would do.
    private static let longTime = Duration.seconds(3600)
    /// How often a question is sent again whose client is not connected.
    private static let retryInterval = Duration.milliseconds(50)
    /// How long text may wait for more.
    private static let textInterval = Duration.milliseconds(50)
    /// How often the parent process is looked after.
    private static let watchInterval = Duration.milliseconds(500)

    let clients: ClientSockets
    /// The worker of the main shell.
    private let worker: WorkerLink
    let starter: WorkerStarter
    var subshellWorkers: [Subshell] = []
    /// The workers of subshells that have been deleted and have not ended.
    var leaving: [WorkerLink] = []
    private var lastWorkerNumber = 0
    private let control: ControlService
    private let composer: MessageComposer
    private let signals: SignalPipe?
    private let parentWatch: ParentWatch?
    let logger: Logger
    private let signer: MessageSigner
    var verifier: MessageVerifier
    private var isEnding = false

    init(
        clients: ClientSockets, worker: WorkerLink, starter: WorkerStarter, control: ControlService,
        composer: MessageComposer, signer: MessageSigner, signals: SignalPipe?, parentWatch: ParentWatch?,
        logger: Logger
    ) {
        self.clients = clients
        self.worker = worker
        self.starter = starter
        self.control = control
        self.composer = composer
        self.signer = signer
        self.signals = signals
        self.parentWatch = parentWatch
        self.logger = logger
        verifier = MessageVerifier(signer)
        if starter.subshellMaker != nil { control.subshellHost = self }
    }

    /// All workers, the main shell's first.
    var workers: [WorkerLink] { [worker] + subshellWorkers.map(\.worker) + leaving }

    /// A number that no worker has had.
    func newWorkerNumber() -> Int {
        lastWorkerNumber += 1
        return lastWorkerNumber
    }

    /// Serves until the kernel is to end.
    ///
    /// - Parameter patience: how long a cell that still runs then may take to stop.
    func run(patience: Duration) throws(TransportError) {
        // A client that was there before us is welcomed before it is told anything else.
        try clients.welcomeSubscribers()
        do {
            clients.emit(.message(try composer.publication("status", KernelStatus(.starting), parent: nil), .iopub))
        } catch {
            logger.error("\(error.message)")
        }
        try finish(try serve(), patience: patience)
    }

    // MARK: Serving

    private func serve() throws(TransportError) -> End {
        let requests = [clients.iopub, clients.control, clients.shell, clients.stdin]
        while true {
            let time = min(parentWatch == nil ? Self.longTime : Self.watchInterval, timeToNextDeadline())
            // While a failure is held back, what the worker has reported since must not end the waiting.
            let reporting = workers.filter { $0.failureWindow.end == nil }
            var room = WaitingRoom(requests + reporting.map(\.reports.socket), descriptor: signals?.descriptor)
            try room.wait(time)
            // A look at a socket that has nothing takes as long as a message.
            if room.isReady(clients.iopub) { try clients.welcomeSubscribers() }
            if room.isDescriptorReady, let end = takeSignals() { return end }
            if room.isReady(clients.control), let end = try serveControl() { return end }
            try settleQuestions()
            if room.isReady(clients.stdin) { try takeAnswers() }
            for worker in reporting where worker.hasReport || room.isReady(worker.reports.socket) {
                try takeReports(of: worker)
            }
            releaseEnded()
            if room.isReady(clients.shell) { try queueRequests(atMost: Self.burst) }
            try closeFailureWindows()
            publishDue()
            if let parentWatch, parentWatch.hasParentGone { return .parentGone }
        }
    }

    private func takeSignals() -> End? {
        guard let signals else { return nil }
        for signal in signals.signals() {
            if signal == SIGTERM { return .terminated }
            worker.interruption.interrupt()
            interruptSubshells()
        }
        return nil
    }

    private func serveControl() throws(TransportError) -> End? {
        for _ in 0..<Self.burst {
            guard let frames = try clients.control.receiveIfAny() else { break }
            do throws(ProtocolError) {
                try verifier.verify(frames)
                if let shutdown = control.handle(try Message(frames: frames)) { return .shutdown(shutdown) }
            } catch {
                logDrop(on: .control, error)
            }
        }
        return nil
    }

    /// Hands requests of the shell channel to their workers, unread but verified.
    private func queueRequests(atMost count: Int) throws(TransportError) {
        for _ in 0..<count {
            guard let frames = try clients.shell.receiveIfAny() else { break }
            do throws(ProtocolError) {
                try verifier.verify(frames)
            } catch {
                logDrop(on: .shell, error)
                continue
            }
            guard let worker = worker(for: frames) else { continue }
            try worker.order(.serve(frames))
            // Nothing but cells is refused after a failure, and nothing else is to hold it back.
            if worker.failureWindow.end != nil, Message.mayBe("execute_request", in: frames) {
                worker.failureWindow.noteRequest(at: .now)
            }
        }
    }

    /// The worker that a request is for; nil where there is none, as its client has been told then.
    private func worker(for frames: [Data]) -> WorkerLink? {
        guard starter.subshellMaker != nil, let identifier = Message.subshellIdentifier(in: frames) else {
            return worker
        }
        if let subshell = subshellWorkers.first(where: { $0.identifier == identifier }) { return subshell.worker }
        do {
            control.refuse(try Message(frames: frames), for: identifier)
        } catch {
            logDrop(on: .shell, error)
        }
        return nil
    }

    /// Marks in the queues where the requests end that a failure aborts, once they are all there.
    private func closeFailureWindows() throws(TransportError) {
        for worker in workers {
            guard let end = worker.failureWindow.end, end <= .now else { continue }
            try queueRequests(atMost: Self.longestQueue)
            try worker.order(.resume)
            worker.failureWindow.close()
        }
    }

    private func takeReports(of worker: WorkerLink) throws(TransportError) {
        for _ in 0..<Self.burst {
            guard let report = try worker.nextReport() else { break }
            switch report {
            case .send(let frames, let channel):
                // With the reply the request's output is complete.
                if channel == .shell { publishAll(of: worker) } else { publishText(of: worker) }
                if channel == .iopub { publish(worker.pages.add(frames)) } else { clients.send(frames, on: channel) }
            case .text:
                // A piece that waited is whole, since another has begun.
                publishText(of: worker)
                worker.textDeadline = .now + Self.textInterval
            case .update(let frames, let display):
                if worker.pages.isWaiting {
                    publishText(of: worker)
                    publish(worker.pages.add(frames, updating: display))
                } else {
                    worker.updates.add(frames, to: display, at: .now)
                }
            case .clear(let frames, let isDelayed):
                publishText(of: worker)
                publish(worker.updates.takeAll())
                publish(worker.pages.clear(frames, isDelayed: isDelayed, at: .now))
            case .failure:
                // At the end no cell is run any more, so there is nothing to be aborted.
                if !isEnding { worker.failureWindow.open(at: .now) }
            case .question(let question):
                try ask(question, from: worker)
            case .ended:
                worker.noteEnd()
            }
        }
    }

    func logDrop(on channel: Channel, _ error: ProtocolError) {
        logger.warning("dropped a message on the \(channel.rawValue) channel: \(error.message)")
    }

    /// How long until something has to be done though nothing has come.
    private func timeToNextDeadline() -> Duration {
        if workers.contains(where: \.hasReport) { return .zero }
        let deadlines = workers.flatMap {
            [$0.textDeadline, $0.pages.deadline, $0.updates.deadline, $0.failureWindow.end]
        }
        .compactMap { $0 }
        let time = deadlines.map { max(.zero, ContinuousClock.now.duration(to: $0)) }.min() ?? Self.longTime
        return workers.contains { $0.question?.isSent == false } ? min(time, Self.retryInterval) : time
    }

    // MARK: What waits

    private func publishDue() {
        for worker in workers {
            if let deadline = worker.textDeadline, deadline <= .now { publishText(of: worker) }
            publish(worker.pages.take(dueAt: .now))
            publish(worker.updates.take(dueAt: .now))
        }
    }

    /// Publishes all that waits of a worker.
    func publishAll(of worker: WorkerLink) {
        publishText(of: worker)
        publish(worker.pages.takeAll())
        publish(worker.updates.takeAll())
    }

    /// Publishes the text that waits, before anything that a worker has said after it.
    private func publishText(of worker: WorkerLink) {
        guard worker.textDeadline != nil else { return }
        worker.textDeadline = nil
        guard let piece = worker.texts.take() else { return }
        do {
            let message = try composer.publication(
                "stream", StreamText(name: piece.stream.rawValue, text: piece.text), parent: piece.parent)
            publish(worker.pages.add(message.frames(signedWith: signer)))
        } catch {
            logger.error("\(error.message)")
        }
    }

    /// Publishes messages whose frames are signed already.
    private func publish(_ messages: [[Data]]) {
        for frames in messages { clients.send(frames, on: .iopub) }
    }

    // MARK: The end

    /// Stops the workers, brings out what they still say, and confirms a shutdown to the client that asked for it.
    private func finish(_ end: End, patience: Duration) throws(TransportError) {
        isEnding = true
        // What arrived together with the end is answered too.
        try queueRequests(atMost: Self.longestQueue)
        for worker in workers { try worker.end() }
        let deadline = ContinuousClock.now + patience
        var room = WaitingRoom([clients.iopub] + workers.map(\.reports.socket))
        while !workers.allSatisfy(\.hasEnded) {
            let rest = ContinuousClock.now.duration(to: deadline)
            guard rest > .zero else { break }
            try room.wait(min(rest, timeToNextDeadline()))
            try clients.welcomeSubscribers()
            for worker in workers { try takeReports(of: worker) }
            publishDue()
        }
        for worker in workers { publishAll(of: worker) }
        if !workers.allSatisfy(\.hasEnded) {
            logger.warning("the running cell did not stop within \(patience); leaving it behind")
        }
        switch end {
        case .shutdown(let shutdown): shutdown.confirm()
        case .terminated: logger.info("ending: the process was asked to terminate")
        case .parentGone: logger.info("ending: the process that started the kernel has gone")
        }
        for worker in workers { worker.release() }
    }
}
