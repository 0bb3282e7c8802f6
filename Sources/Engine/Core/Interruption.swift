/// Lets whoever runs long operations of the engine end them early.
///
/// What may take long asks between pieces of a few milliseconds, wherever it is called from, and throws `cancelled`. Trainings
/// and searches, which have something to give back when they end early, are told by a parameter of their own instead.
public enum Interruption {
    @TaskLocal private static var request: Request?

    /// Runs a body in which the operations of this thread ask whether to go on.
    public static func whenever<Result>(_ isRequested: @escaping () -> Bool, in body: () -> Result) -> Result {
        $request.withValue(Request(isRequested: isRequested), operation: body)
    }

    /// Whether what runs now shall end.
    public static var isRequested: Bool { request?.isRequested() ?? false }

    /// Throws `cancelled` if what runs now shall end.
    public static func check() throws(EngineError) {
        if isRequested { throw .cancelled }
    }

    /// How many elements are worked on between two questions: a few milliseconds of the slowest functions.
    static let block = 1 << 17

    /// Asks now and then, in a loop whose turns are short.
    struct Pulse {
        private var rest = Interruption.block

        /// Counts work, in operations on single elements, and asks when it was a block.
        @inline(__always)
        mutating func count(_ work: Int = 1) throws(EngineError) {
            rest -= work
            if rest < 0 { try ask() }
        }

        private mutating func ask() throws(EngineError) {
            rest = Interruption.block
            try Interruption.check()
        }
    }
}

/// What asks is called by the thread that runs the body alone: work that others share in asks before it is shared.
private final class Request: @unchecked Sendable {
    let isRequested: () -> Bool

    init(isRequested: @escaping () -> Bool) { self.isRequested = isRequested }
}

extension ArraySlice<Double> {
    /// `reduce`, asking between blocks.
    func folded<Result>(
        _ initial: Result, _ next: (Result, Double) -> Result
    ) throws(EngineError) -> Result {
        var result = initial
        var start = startIndex
        while start < endIndex {
            let end = Swift.min(start + Interruption.block, endIndex)
            result = self[start..<end].reduce(result, next)
            if end < endIndex { try Interruption.check() }
            start = end
        }
        return result
    }
}
