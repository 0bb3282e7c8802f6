/// The wire thread's ends of the queues to and from a worker.
struct WorkerQueues {
    /// Pushes `WorkerOrder`s.
    let orders: Socket
    /// Pulls `WorkerReport`s.
    let reports: Socket

    private static let ordersEndpoint = "inproc://worker-0-orders"
    private static let reportsEndpoint = "inproc://worker-0-reports"

    init(in context: Context) throws(TransportError) {
        orders = try Self.queueEnd(.push, named: "wire's orders", in: context)
        reports = try Self.queueEnd(.pull, named: "wire's reports", in: context)
        try orders.bind(Self.ordersEndpoint)
        try reports.bind(Self.reportsEndpoint)
    }

    /// The worker's ends.
    static func connect(
        in context: Context
    ) throws(TransportError) -> sending (orders: Socket, reports: Socket) {
        let orders = try queueEnd(.pull, named: "worker's orders", in: context)
        let reports = try queueEnd(.push, named: "worker's reports", in: context)
        try orders.connect(ordersEndpoint)
        try reports.connect(reportsEndpoint)
        return (orders, reports)
    }

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
