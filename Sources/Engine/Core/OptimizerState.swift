/// What an optimiser remembers.
struct OptimizerState: Sendable, Hashable {
    /// What the moments are; an optimiser that remembers something else begins anew.
    var memory = OptimizerMemory.none
    var moments = Moments.none
    var steps = 0
}

/// Numbers that an optimiser remembers, where the run that found them left them: they may be a gigabyte, which a copy would keep
/// an interrupt waiting for.
enum Moments: Sendable, Hashable {
    case none
    case double([Part<Double>])
    case single([Part<Float>])

    /// A part of a run's memory, which nobody writes to any more.
    struct Part<Element: Scalar>: Sendable {
        let memory: SharedMemory<Element>
        let range: Range<Int>
    }

    /// How many numbers there are.
    var count: Int {
        switch self {
        case .none: 0
        case .double(let parts): parts.reduce(0) { $0 + $1.range.count }
        case .single(let parts): parts.reduce(0) { $0 + $1.range.count }
        }
    }

    /// All numbers.
    var elements: [Double] {
        switch self {
        case .none: []
        case .double(let parts):
            parts.flatMap { [Double]($0.memory.start + $0.range.lowerBound, count: $0.range.count) }
        case .single(let parts):
            parts.flatMap { [Double]($0.memory.start + $0.range.lowerBound, count: $0.range.count) }
        }
    }

    /// Copies the numbers at some positions, in blocks, between which it may be cancelled.
    ///
    /// - Returns: Whether all were copied.
    func copy<Element: Scalar>(
        _ positions: Range<Int>, to target: UnsafeMutablePointer<Element>, _ isCancelled: () -> Bool
    ) -> Bool {
        switch self {
        case .none: true
        case .double(let parts): Moments.copy(positions, of: parts, to: target, isCancelled)
        case .single(let parts): Moments.copy(positions, of: parts, to: target, isCancelled)
        }
    }

    private static func copy<Source: Scalar, Element: Scalar>(
        _ positions: Range<Int>, of parts: [Part<Source>], to target: UnsafeMutablePointer<Element>,
        _ isCancelled: () -> Bool
    ) -> Bool {
        var start = 0
        for part in parts {
            let wanted = positions.clamped(to: start..<start + part.range.count)
            let source = part.memory.start + part.range.lowerBound + wanted.lowerBound - start
            let place = target + max(0, wanted.lowerBound - positions.lowerBound)
            let isWhole = Interruption.blocks(wanted.count, isCancelled) { block in
                for index in block { place[index] = Element(Double(source[index])) }
            }
            if !isWhole { return false }
            start += part.range.count
        }
        return true
    }

    static func == (left: Moments, right: Moments) -> Bool {
        left.count == right.count && left.elements == right.elements
    }

    func hash(into hasher: inout Hasher) { hasher.combine(count) }
}

/// Memory with several owners, in which nothing changes once a run has ended.
final class SharedMemory<Element: Scalar>: @unchecked Sendable {
    let start: UnsafeMutablePointer<Element>
    private var memory = Memory<Element>()

    init(zeros count: Int) { start = memory.zeros(count) }
}

extension SharedMemory {
    /// Copies numbers in blocks, between which it may be cancelled.
    ///
    /// - Returns: Whether all were copied.
    func copy(_ count: Int, to target: SharedMemory, _ isCancelled: () -> Bool) -> Bool {
        Interruption.blocks(count, isCancelled) { block in
            (target.start + block.lowerBound).update(from: start + block.lowerBound, count: block.count)
        }
    }

    /// Parts of the memory, one after another, as what an optimiser remembers.
    func moments(_ ranges: [Range<Int>]) -> Moments {
        Element.moments(ranges.map { Moments.Part(memory: self, range: $0) })
    }
}
