internal import FoundationEssentials
internal import JupyterProtocol
internal import KernelCore

/// What the wire thread tells a worker.
enum WorkerOrder {
    /// Serve the request with these frames, whose signature has been verified.
    case serve([Data])
    /// The requests that were queued when a cell failed are through.
    case resume
    /// Serve what is queued and end.
    case end

    private static let serveTag = Data([0])
    private static let resumeTag = Data([1])

    init(_ frames: [Data]) {
        switch frames.first {
        case Self.serveTag: self = .serve(Array(frames.dropFirst()))
        case Self.resumeTag: self = .resume
        default: self = .end
        }
    }

    var frames: [Data] {
        switch self {
        case .serve(let frames): [Self.serveTag] + frames
        case .resume: [Self.resumeTag]
        case .end: [Data([2])]
        }
    }
}

/// What the wire thread tells a worker that waits for an answer to a question.
enum WorkerAnswer {
    /// The client answered.
    case text(String)
    /// Nobody will answer any more, since the cell is to stop.
    case cancelled

    private static let textTag = Data([0])

    init(_ frames: [Data]) {
        self =
            frames.count == 2 && frames[0] == Self.textTag
            ? .text(String(decoding: frames[1], as: UTF8.self)) : .cancelled
    }

    var frames: [Data] {
        switch self {
        case .text(let text): [Self.textTag, Data(text.utf8)]
        case .cancelled: [Data([1])]
        }
    }
}

/// What a worker tells the wire thread.
enum WorkerReport {
    /// Send these frames, signed already, on a channel.
    case send([Data], Channel)
    /// A cell has begun to write a piece of text, which grows in the `TextQueue`.
    case text
    /// Send these frames, signed already, on IOPub, unless others are to be sent soon for the same display.
    case update([Data], String)
    /// A cell has failed: say where the queue ends now.
    case failure
    /// A cell asks its client, and waits for a `WorkerAnswer`.
    case question(Question)
    /// The worker has ended.
    case ended

    private static let sendTag = Data([0])
    private static let textTag = Data([1])
    private static let failureTag = Data([2])
    private static let questionTag = Data([3])
    private static let updateTag = Data([5])

    init(_ frames: [Data]) {
        switch (frames.first, frames.count) {
        case (Self.sendTag, 2...):
            let channel = Channel(rawValue: String(decoding: frames[1], as: UTF8.self)) ?? .iopub
            self = .send(Array(frames.dropFirst(2)), channel)
        case (Self.textTag, _):
            self = .text
        case (Self.updateTag, 2...):
            self = .update(Array(frames.dropFirst(2)), String(decoding: frames[1], as: UTF8.self))
        case (Self.failureTag, _):
            self = .failure
        case (Self.questionTag, 3...):
            self = .question(
                Question(
                    identifier: String(decoding: frames[1], as: UTF8.self),
                    execution: String(decoding: frames[2], as: UTF8.self), frames: Array(frames.dropFirst(3))))
        default:
            self = .ended
        }
    }

    var frames: [Data] {
        switch self {
        case .send(let frames, let channel):
            [Self.sendTag, Data(channel.rawValue.utf8)] + frames
        case .text:
            [Self.textTag]
        case .update(let frames, let display):
            [Self.updateTag, Data(display.utf8)] + frames
        case .failure:
            [Self.failureTag]
        case .question(let question):
            [Self.questionTag, Data(question.identifier.utf8), Data(question.execution.utf8)] + question.frames
        case .ended:
            [Data([4])]
        }
    }
}

/// A question that a cell has asked, as its answer is told by.
struct Question {
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
