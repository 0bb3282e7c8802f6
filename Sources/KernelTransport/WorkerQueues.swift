/// The wire thread's ends of the queues to and from a worker.
struct WorkerQueues {
    /// Pushes `WorkerOrder`s.
    let orders: Socket
    /// Pushes `WorkerAnswer`s, past the orders that wait.
    let answers: Socket
    /// Pulls `WorkerReport`s.
    let reports: Socket

    /// The worker's ends.
    struct FarEnds {
        let orders: Socket
        let answers: Socket
        let reports: Socket

        /// Makes the calling thread the owner.
        func adopt() {
            for socket in [orders, answers, reports] { socket.adopt() }
        }
    }

    /// Creates the queues of a worker, whose number no other worker of the context has.
    init(worker number: Int, in context: Context) throws(TransportError) {
        orders = try Self.queueEnd(.push, named: "wire's orders", in: context)
        answers = try Self.queueEnd(.push, named: "wire's answers", in: context)
        reports = try Self.queueEnd(.pull, named: "wire's reports", in: context)
        for (socket, name) in [(orders, "orders"), (answers, "answers"), (reports, "reports")] {
            try socket.bind(Self.endpoint(name, number))
        }
    }

    /// The worker's ends of the queues that have been created.
    static func connect(worker number: Int, in context: Context) throws(TransportError) -> sending FarEnds {
        let orders = try queueEnd(.pull, named: "worker's orders", in: context)
        let answers = try queueEnd(.pull, named: "worker's answers", in: context)
        let reports = try queueEnd(.push, named: "worker's reports", in: context)
        try orders.connect(endpoint("orders", number))
        try answers.connect(endpoint("answers", number))
        try reports.connect(endpoint("reports", number))
        return FarEnds(orders: orders, answers: answers, reports: reports)
    }

    private static func endpoint(_ name: String, _ number: Int) -> String { "inproc://worker-\(number)-\(name)" }

    /// A socket that loses nothing, whichever thread runs ahead.
    private static func queueEnd(
        _ kind: Socket.Kind, named name: String, in context: Context
    ) throws(TransportError) -> sending Socket {
        let socket = try Socket(kind, named: name, in: context)
        try socket.set(.sendHighWaterMark, 0)
        try socket.set(.receiveHighWaterMark, 0)
        return socket
    }
}
