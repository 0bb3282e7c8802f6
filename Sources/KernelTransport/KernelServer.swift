// KernelTransport: the threads and ZeroMQ sockets of a kernel.

public import JupyterProtocol
public import KernelCore
public import Logging

/// Serves an interpreter to Jupyter clients.
///
/// The calling thread becomes the wire thread, which owns the sockets of the clients and runs no user code. The
/// heartbeat and the interpreter have threads of their own.
public struct KernelServer: Sendable {
    /// Whether SIGINT interrupts the running cell and SIGTERM ends the server, for as long as it runs.
    ///
    /// At most one server of a process can handle signals.
    public var handlesSignals = true
    /// How long a running cell may take to stop when the server ends, which is to be over within a second.
    public var patience = Duration.milliseconds(700)

    /// Remembers the cells; by default until the process ends.
    public var history = History()

    /// The watch over who started the kernel; by default only if the environment names a client.
    var parentWatch = ParentWatch.fromEnvironment()
    /// How long a failure is held back for the requests it aborts.
    var failureWindow = FailureWindow()

    /// Where the launcher awaits the ports; nil if it has chosen them.
    var registration: Registration?

    private let connection: ConnectionFile
    private let logger: Logger

    private static let heartbeatStackSize = 256 << 10

    /// Creates a server that is to listen where the connection file says, or to say where it listens.
    public init(_ start: StartFile, logger: Logger) {
        switch start {
        case .connection(let file):
            connection = file
        case .registration(let file):
            connection = ConnectionFile(file)
            registration = Registration(file: file)
        }
        self.logger = logger
    }

    /// Serves until a client asks for the shutdown, SIGTERM comes or the parent process has gone.
    ///
    /// A cell that still runs then is interrupted. If it does not stop in time it is left to itself, so a process does
    /// best to end as soon as this returns.
    ///
    /// - Throws: if an endpoint is in use or cannot be listened on, which the error names; if the launcher does not
    ///   acknowledge the ports.
    public func run(_ interpreter: sending any Interpreter) throws(TransportError) {
        let context = try Context()
        // Apart from the clients' context, which can then end, with all that is sent, though a cell be left behind.
        let queueContext = try Context(inputOutputThreads: 0)
        let signer = MessageSigner(key: connection.key)
        let composer = MessageComposer()
        let language = interpreter.language
        let subshellMaker = interpreter.subshellMaker

        let (heartbeat, heartbeatPort) = try startHeartbeat(in: context)
        defer {
            context.shutDown()
            queueContext.shutDown()
            heartbeat.join()
        }
        let clients = try ClientSockets(
            connection, in: context, composer: composer, signer: signer, logger: logger)
        let signals = handlesSignals ? try SignalPipe() : nil
        if let registration {
            let ports = try clients.ports().merging([.heartbeat: heartbeatPort]) { first, _ in first }
            try registration.announce({ ports[$0] ?? 0 }, in: context, signals)
        }
        let starter = WorkerStarter(
            context: queueContext, subshellMaker: subshellMaker, composer: composer, signer: signer, history: history,
            failureWindow: failureWindow, logger: logger)
        let worker = try starter.start(worker: 0, interpreter)
        let control = ControlService(
            language, composer: composer, interruption: worker.interruption, outlet: clients, logger: logger)
        let wire = Wire(
            clients: clients, worker: worker, starter: starter, control: control, composer: composer, signer: signer,
            signals: signals,
            parentWatch: parentWatch, logger: logger)
        try wire.run(patience: patience)
    }

    private func startHeartbeat(in context: Context) throws(TransportError) -> (thread: Thread, port: Int) {
        let socket = try Socket.listening(.router, for: .heartbeat, connection, in: context)
        let port = try socket.port()
        let thread = try Thread(named: "heartbeat", stackSize: Self.heartbeatStackSize) { Heartbeat(socket).run() }
        return (thread, port)
    }
}
