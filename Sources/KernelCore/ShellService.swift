public import JupyterProtocol
public import Logging

/// Serves the requests of the shell channel to an interpreter, one after the other.
public final class ShellService {
    let interpreter: any Interpreter
    let interruption: Interruption
    let input: any InputSource
    let comms: CommTable
    private let supportsSubshells: Bool
    let history: History
    /// The number of cells that entered the history.
    var executionCount = 0
    /// The result of the running cell that its history is to have.
    var result: String?
    /// Whether a cell has failed and the cells that were queued behind it are still being refused.
    var isAborting = false

    private let composer: MessageComposer
    private let outlet: any Outlet
    private let logger: Logger

    /// Creates a service for an interpreter.
    ///
    /// - Parameters:
    ///   - interruption: through what another thread interrupts a cell.
    ///   - outlet: takes what the service says.
    ///   - input: brings to the clients what cells ask.
    ///   - comms: the kernel's open comms.
    ///   - history: remembers the cells; by default until the process ends.
    ///   - supportsSubshells: whether the kernel has a `SubshellHost`.
    public init(
        _ interpreter: any Interpreter, composer: MessageComposer, interruption: Interruption, outlet: any Outlet,
        input: any InputSource, comms: CommTable = CommTable(), history: History = History(),
        supportsSubshells: Bool = false, logger: Logger
    ) {
        self.interpreter = interpreter
        self.composer = composer
        self.interruption = interruption
        self.outlet = outlet
        self.input = input
        self.comms = comms
        self.history = history
        self.supportsSubshells = supportsSubshells
        self.logger = logger
    }

    /// Serves a request from `busy` to `idle`.
    ///
    /// What is said before user code runs is brought out then, what it shows while it runs at once, and all else together, since
    /// each time wakes another thread.
    public func handle(_ request: Message) {
        let responder = Responder(
            request: request, channel: .shell, composer: composer, outlet: outlet, logger: logger)
        let isExecution = request.header.messageType == "execute_request"
        // From the moment a client can see the kernel busy with a cell, it can interrupt it.
        let mayRun = isExecution && !isAborting && interruption.beginCell()
        responder.publish(.busy)
        do throws(ProtocolError) {
            if isExecution, !mayRun {
                refuse(responder)
            } else {
                try answer(request, responder)
            }
        } catch {
            responder.reply(error, executionCount: isExecution ? executionCount : nil)
        }
        if mayRun { interruption.endCell() }
        responder.publish(.idle)
        outlet.flush()
        // Nobody need wait for it.
        if let result { history.setOutput(result, line: executionCount) }
        result = nil
    }

    /// Says that the requests that were queued when a cell failed have all been handled.
    public func resume() { isAborting = false }

    /// Answers a request; what it throws is the client's fault and becomes an error reply.
    private func answer(_ request: Message, _ responder: Responder) throws(ProtocolError) {
        switch request.header.messageType {
        case "execute_request":
            execute(try request.decodeContent(), responder)
        case "complete_request":
            complete(try request.decodeContent(), responder)
        case "inspect_request":
            inspect(try request.decodeContent(), responder)
        case "is_complete_request":
            tellCompleteness(try request.decodeContent(), responder)
        case "history_request":
            let content: HistoryRequest = try request.decodeContent()
            responder.reply(HistoryReply(history: history.entries(for: content)))
        case "kernel_info_request":
            responder.reply(
                KernelInfoReply(interpreter.language, features: supportsSubshells ? [KernelFeature.subshells] : []))
        case "comm_info_request":
            tellComms(try request.decodeContent(), responder)
        case "comm_open", "comm_msg", "comm_close":
            serveComm(request, responder)
        default:
            logger.warning("`\(request.header.messageType)` on the shell channel is not known")
        }
    }
}
