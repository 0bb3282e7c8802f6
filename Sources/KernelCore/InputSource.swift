public import JupyterProtocol

/// What became of a question that a cell asked its client.
public enum InputAnswer: Sendable, Hashable {
    /// The client answered.
    case text(String)
    /// There is no more input.
    case end
    /// The cell was interrupted while it waited.
    case interrupted
    /// The client takes no questions.
    case refused
}

/// Brings questions to clients.
public protocol InputSource: AnyObject {
    /// Sends a question and waits for its answer, or for the cell to be interrupted.
    ///
    /// - Parameters:
    ///   - question: the `input_request`, addressed to the client that asked for the cell.
    ///   - execution: the identifier of the request that runs the cell.
    func answer(to question: Message, from execution: String) -> InputAnswer
}
