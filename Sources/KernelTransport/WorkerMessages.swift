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

/// What a worker tells the wire thread.
enum WorkerReport {
    /// Send these frames, signed already, on a channel.
    case send([Data], Channel)
    /// A cell has written text.
    case text(String, OutputStream, parent: Data)
    /// A cell has failed: say where the queue ends now.
    case failure
    /// The worker has ended.
    case ended

    private static let sendTag = Data([0])
    private static let textTag = Data([1])
    private static let failureTag = Data([2])

    init(_ frames: [Data]) {
        switch (frames.first, frames.count) {
        case (Self.sendTag, 2...):
            let channel = Channel(rawValue: String(decoding: frames[1], as: UTF8.self)) ?? .iopub
            self = .send(Array(frames.dropFirst(2)), channel)
        case (Self.textTag, 4...):
            let stream = OutputStream(rawValue: String(decoding: frames[1], as: UTF8.self)) ?? .standardOutput
            self = .text(String(decoding: frames[3], as: UTF8.self), stream, parent: frames[2])
        case (Self.failureTag, _):
            self = .failure
        default:
            self = .ended
        }
    }

    var frames: [Data] {
        switch self {
        case .send(let frames, let channel):
            [Self.sendTag, Data(channel.rawValue.utf8)] + frames
        case .text(let text, let stream, let parent):
            [Self.textTag, Data(stream.rawValue.utf8), parent, Data(text.utf8)]
        case .failure:
            [Self.failureTag]
        case .ended:
            [Data([3])]
        }
    }
}
