public import JupyterProtocol
public import Logging

/// Serves the requests of the control channel, at once and while a cell runs; it never touches the interpreter.
public final class ControlService {
    private let language: LanguageDescription
    private let composer: MessageComposer
    private let interruption: Interruption
    private let outlet: any Outlet
    private let logger: Logger

    /// Who runs the subshells; nil where the kernel has none.
    public weak var subshellHost: (any SubshellHost)?

    /// Creates a service.
    ///
    /// - Parameters:
    ///   - interruption: that of the shell service whose cells are to be interrupted.
    ///   - outlet: takes what the service says.
    public init(
        _ language: LanguageDescription, composer: MessageComposer, interruption: Interruption, outlet: any Outlet,
        logger: Logger
    ) {
        self.language = language
        self.composer = composer
        self.interruption = interruption
        self.outlet = outlet
        self.logger = logger
    }

    /// A shutdown that was asked for and is to be confirmed when all has come to rest.
    public struct Shutdown {
        fileprivate let responder: Responder
        /// Whether the kernel is to be started again.
        public let restart: Bool

        /// Replies to the client that asked, as the last thing the kernel says.
        public func confirm() {
            responder.reply(ShutdownReply(restart: restart))
            responder.publish(.idle)
        }
    }

    /// Serves a request from `busy` to `idle`; a shutdown up to its confirmation, which it gives back.
    public func handle(_ request: Message) -> Shutdown? {
        // Before all else, since the cell runs on meanwhile.
        if request.header.messageType == "interrupt_request" {
            interruption.interrupt()
            subshellHost?.interruptSubshells()
        }

        let responder = responder(to: request, on: .control)
        responder.publish(.busy)
        switch (request.header.messageType, subshellHost) {
        case ("interrupt_request", _):
            responder.reply(StatusReply(.ok))
        case ("kernel_info_request", _):
            responder.reply(
                KernelInfoReply(language, features: subshellHost == nil ? [] : [KernelFeature.subshells]))
        case ("create_subshell_request", let host?), ("delete_subshell_request", let host?),
            ("list_subshell_request", let host?):
            serveSubshells(host, request, responder)
        case ("shutdown_request", _):
            do {
                let content: ShutdownRequest = try request.decodeContent()
                interruption.end()
                return Shutdown(responder: responder, restart: content.restart)
            } catch {
                responder.reply(error)
            }
        default:
            logger.warning("`\(request.header.messageType)` on the control channel is not known")
        }
        responder.publish(.idle)
        return nil
    }

    func responder(to request: Message, on channel: Channel) -> Responder {
        Responder(request: request, channel: channel, composer: composer, outlet: outlet, logger: logger)
    }
}
