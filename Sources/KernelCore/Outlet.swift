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
    /// A message for IOPub that shows something else in place of what a display shows.
    ///
    /// It may come after what is said later, though not after the reply, and be left out for a newer one of the same display.
    case update(Message, display: String)
    /// A message for IOPub that clears what a cell has shown; with `isDelayed` only when something new is shown.
    ///
    /// What it clears need not have been shown at all.
    case clear(Message, isDelayed: Bool)
    /// A cell has failed, and what follows tells the clients so.
    ///
    /// `ShellService.resume()` is to be called after the requests that have come in before what follows is sent, and
    /// before any that come later.
    case failure
}

/// Brings what a service says to the clients.
public protocol Outlet: AnyObject {
    /// Takes what is said next, which may wait for more.
    func emit(_ emission: Emission)

    /// Brings out what waits.
    func flush()
}
