internal import FoundationEssentials
internal import JupyterProtocol
internal import KernelCore

/// What the wire thread tells a worker.
enum WorkerOrder: Sendable {
    /// Serve the request with these frames, whose signature has been verified.
    case serve([Data])
    /// The requests that were queued when a cell failed are through.
    case resume
    /// Serve what is queued and end.
    case end
}

/// What the wire thread tells a worker that waits for an answer to a question.
enum WorkerAnswer: Sendable {
    /// The client answered.
    case text(String)
    /// Nobody will answer any more, since the cell is to stop.
    case cancelled
}

/// What a worker tells the wire thread.
enum WorkerReport: Sendable {
    /// Send these frames, signed already, on a channel.
    case send([Data], Channel)
    /// A cell has begun to write a piece of text, which grows in the `TextQueue`.
    case text
    /// Send these frames, signed already, on IOPub, unless others are to be sent soon for the same display.
    case update([Data], String)
    /// Send these frames, signed already, on IOPub, where they clear what a cell has shown.
    case clear([Data], isDelayed: Bool)
    /// A cell has failed: say where the queue ends now.
    case failure
    /// A cell asks its client, and waits for a `WorkerAnswer`.
    case question(Question)
    /// The worker has ended.
    case ended
}

/// A question that a cell has asked, as its answer is told by.
struct Question: Sendable {
    /// The identifier of the `input_request`.
    let identifier: String
    /// The identifier of the request that runs the cell.
    let execution: String
    /// The frames of the `input_request`, signed already.
    let frames: [Data]
    /// Whether it has been sent.
    var isSent = false

    init(identifier: String, execution: String, frames: [Data]) {
        self.identifier = identifier
        self.execution = execution
        self.frames = frames
    }

    /// Whether a message comes from who was asked, and answers this question and no earlier one.
    ///
    /// Clients name the question as the parent, or the cell, or nothing.
    func isAnswered(by message: Message) -> Bool {
        guard message.identities == Array(frames.prefix { $0 != Message.delimiter }),
            message.header.messageType == "input_reply"
        else { return false }
        return message.parentIdentifier.map { $0 == identifier || $0 == execution } ?? true
    }
}
