public import FoundationEssentials
public import JupyterProtocol

/// What a service has to say; the order in which it says it is kept on the way to the clients.
public enum Emission: Sendable, Hashable {
    /// A message for a channel.
    case message(Message, Channel)
    /// Text written by a cell, which may be joined with what is written next before it is published.
    ///
    /// `parent` is the JSON text of the request's header.
    case text(String, OutputStream, parent: Data)
    /// A cell has failed, and what follows tells the clients so.
    ///
    /// `ShellService.resume()` is to be called after the requests that have come in before what follows is sent, and
    /// before any that come later.
    case failure
}

/// Brings what a service says to the clients.
public protocol Outlet: AnyObject {
    /// Takes what is said next.
    func emit(_ emission: Emission)
}
