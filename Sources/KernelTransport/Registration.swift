internal import Glibc
internal import JupyterProtocol

/// The handshake with a launcher that lets the kernel choose its ports.
struct Registration {
    let file: RegistrationFile
    /// How long the launcher may take to acknowledge.
    var patience = Duration.seconds(30)

    /// Tells the launcher the ports and waits until it knows them.
    ///
    /// - Throws: if it does not acknowledge in time: nobody would ever find the kernel; if SIGTERM comes meanwhile.
    func announce(_ port: (Channel) -> Int, in context: Context, _ signals: SignalPipe?) throws(TransportError) {
        let socket = try Socket(.dealer, named: "registration", in: context)
        try socket.set(.allowsIPv6, file.address.contains(":") ? 1 : 0)
        try socket.connect(file.endpoint)
        do {
            try socket.send(try file.announcement(port))
        } catch let error as ProtocolError {
            throw TransportError(.notRegistered, error.message)
        } catch let error as TransportError {
            throw error
        } catch {
            throw TransportError(.notRegistered, "\(error)")
        }
        let deadline = ContinuousClock.now + patience
        var room = WaitingRoom([socket], descriptor: signals?.descriptor)
        while case let rest = ContinuousClock.now.duration(to: deadline), rest > .zero, try room.wait(rest) {
            if room.isDescriptorReady, signals?.signals().contains(SIGTERM) ?? false {
                throw TransportError(.notRegistered, "the process was asked to terminate before it was registered")
            }
            if let frames = try socket.receiveIfAny(), file.isAcknowledgement(frames) { return }
        }
        throw TransportError(
            .notRegistered,
            "the launcher at \(file.endpoint) has not acknowledged the kernel's ports within \(patience)")
    }
}
