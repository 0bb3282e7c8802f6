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

    /// Works on so many elements in blocks, asking between them.
    ///
    /// - Returns: Whether all were worked on.
    static func blocks(_ count: Int, _ isCancelled: () -> Bool, _ body: (Range<Int>) -> Void) -> Bool {
        // What works on them in vectors waits for the memory, which it may be the first to touch.
        for start in stride(from: 0, to: count, by: 2 * block) {
            if start > 0 && isCancelled() { return false }
            body(start..<min(start + 2 * block, count))
        }
        return true
    }

    /// Asks now and then, in a loop whose turns are short.
    public struct Pulse {
        private var rest = Interruption.block

        /// Creates one that has counted nothing.
        public init() {}

        /// Counts work, in operations on single elements, and asks when it was a block.
        @inline(__always)
        public mutating func count(_ work: Int = 1) throws(EngineError) {
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

extension RandomAccessCollection where Index == Int {
    /// `sorted(by:)`, which asks after each block and keeps the order of equal elements.
    ///
    /// - Parameter block: How many elements are compared between two questions, some times each.
    /// - Throws: `cancelled` where an interrupt ended it.
    public func sorted(
        inBlocksOf block: Int, by precedes: (Element, Element) -> Bool
    ) throws(EngineError) -> [Element] {
        if count <= block { return sorted(by: precedes) }
        var source = [Element](roomFor: count)
        for start in stride(from: startIndex, to: endIndex, by: block) {
            try Interruption.check()
            source += self[start..<Swift.min(start + block, endIndex)].sorted(by: precedes)
        }
        var target = [Element](roomFor: count)
        for start in stride(from: 0, to: count, by: block) {
            try Interruption.check()
            target += source[start..<Swift.min(start + block, count)]
        }
        var width = block
        while width < count {
            for start in stride(from: 0, to: count, by: 2 * width) {
                let middle = Swift.min(start + width, count)
                let end = Swift.min(start + 2 * width, count)
                var left = start
                var right = middle
                for index in start..<end {
                    if index % block == 0 { try Interruption.check() }
                    let takesRight = left == middle || (right < end && precedes(source[right], source[left]))
                    target[index] = source[takesRight ? right : left]
                    if takesRight { right += 1 } else { left += 1 }
                }
            }
            swap(&source, &target)
            width *= 2
        }
        return source
    }
}
