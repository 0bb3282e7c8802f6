/// Sends back whatever it receives, so that clients know the process lives, whatever else it does.
struct Heartbeat {
    private let socket: Socket

    init(_ socket: Socket) { self.socket = socket }

    /// Echoes until the context is shut down; the calling thread owns the socket from here on.
    func run() {
        socket.adopt()
        while let frames = try? socket.receive() {
            // A peer that has gone is no reason to end: only receiving tells of a shut-down.
            try? socket.send(frames)
        }
    }
}
