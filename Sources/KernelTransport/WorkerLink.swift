internal import FoundationEssentials
internal import JupyterProtocol
internal import KernelCore
internal import Logging

/// The wire thread's side of a worker.
final class WorkerLink {
    /// Takes what the worker is to do.
    private let orders: MailboxSender<WorkerOrder>
    /// Takes the answers to its questions, past the orders that wait.
    private let answers: MailboxSender<WorkerAnswer>
    /// Brings what the worker says.
    let reports: MailboxReceiver<WorkerReport>
    /// The text of the worker's cells that has not been published yet.
    let texts: TextQueue
    /// When the piece of text that waits is to be published; nil if none waits.
    var textDeadline: ContinuousClock.Instant?
    /// What the worker's cell shows after it has cleared what it had shown.
    var pages = PageQueue()
    /// What the displays of the worker's cell are to show.
    var updates = UpdateQueue()
    /// Interrupts the worker's cell.
    let interruption: Interruption
    /// Holds back what the worker has reported since its cell failed.
    var failureWindow: FailureWindow
    /// What the worker's cell has asked and nobody has answered yet.
    private(set) var question: Question?
    /// Whether the worker has come to its end.
    private(set) var hasEnded = false

    private let thread: Thread

    init(
        orders: MailboxSender<WorkerOrder>, answers: MailboxSender<WorkerAnswer>,
        reports: MailboxReceiver<WorkerReport>,
        texts: TextQueue, interruption: Interruption, failureWindow: FailureWindow, thread: Thread
    ) {
        self.orders = orders
        self.answers = answers
        self.reports = reports
        self.texts = texts
        self.interruption = interruption
        self.failureWindow = failureWindow
        self.thread = thread
    }

    /// Gives the worker something to do.
    func order(_ order: WorkerOrder) throws(TransportError) { try orders.send([order]) }

    /// Whether there is a report, though its socket does not tell so any more.
    var hasReport: Bool { failureWindow.end == nil && reports.hasRest }

    /// What the worker reports next, if it has reported anything and no failure holds it back.
    func nextReport() throws(TransportError) -> WorkerReport? {
        failureWindow.end == nil ? try reports.receiveIfAny() : nil
    }

    /// Lets the worker serve what is queued, its cells refused, and end.
    func end() throws(TransportError) {
        failureWindow.close()
        interruption.end()
        try order(.end)
        try cancelQuestion()
    }

    /// Says that the worker has come to its end.
    func noteEnd() { hasEnded = true }

    /// Waits for the thread of a worker that has ended; one that has not is left to itself.
    func release() {
        if hasEnded { thread.join() } else { thread.detach() }
    }

    // MARK: Questions

    /// Says that the worker's cell waits for an answer.
    func note(_ question: Question) { self.question = question }

    /// Sends the question, unless it has been sent or its client cannot be reached yet.
    func sendQuestion(_ send: (Question) -> Bool) {
        if let question, !question.isSent { self.question?.isSent = send(question) }
    }

    /// Answers the question.
    func answer(_ text: String) throws(TransportError) { try settle(.text(text)) }

    /// Tells a cell that is to stop that nobody will answer it.
    func cancelQuestion() throws(TransportError) {
        if interruption.isRequested { try settle(.cancelled) }
    }

    private func settle(_ answer: WorkerAnswer) throws(TransportError) {
        guard question != nil else { return }
        question = nil
        try answers.send([answer])
    }
}

/// Starts workers.
struct WorkerStarter {
    let context: Context
    let comms = CommTable()
    /// Makes the interpreters of subshells; nil where there are none.
    let subshellMaker: SubshellMaker?
    let composer: MessageComposer
    let signer: MessageSigner
    /// Remembers the cells of worker 0; every other worker has a session of its own in it.
    let history: History
    let failureWindow: FailureWindow
    let logger: Logger

    /// A worker's stack, of which memory is taken only as it is used.
    private static let stackSize = 64 << 20

    /// Starts a worker for an interpreter, with a number that no other has had.
    func start(worker number: Int, _ interpreter: sending any Interpreter) throws(TransportError) -> WorkerLink {
        let interruption = Interruption()
        let history = number == 0 ? history : history.another()
        let texts = TextQueue()
        let orders = Mailbox<WorkerOrder>(named: "orders-\(number)")
        let answers = Mailbox<WorkerAnswer>(named: "answers-\(number)")
        let reports = Mailbox<WorkerReport>(named: "reports-\(number)")
        let received = try reports.receiver(in: context)
        let worker = try Worker(
            orders: orders.receiver(in: context), answers: answers.receiver(in: context),
            reports: reports.sender(in: context), texts: texts, signer: signer, logger: logger)
        let thread = try Thread(
            named: "worker \(number)", stackSize: Self.stackSize
        ) { [composer, comms, logger, supportsSubshells = subshellMaker != nil] in
            worker.serve(
                ShellService(
                    interpreter, composer: composer, interruption: interruption, outlet: worker, input: worker,
                    comms: comms, history: history, supportsSubshells: supportsSubshells, logger: logger))
        }
        return WorkerLink(
            orders: try orders.sender(in: context), answers: try answers.sender(in: context), reports: received,
            texts: texts, interruption: interruption, failureWindow: failureWindow, thread: thread)
    }
}
