/// Blocks of raw memory, aligned to cache lines, that live as long as their owner.
struct Memory<Element: Scalar>: ~Copyable {
    private var blocks: [UnsafeMutableRawPointer] = []

    mutating func zeros(_ count: Int) -> UnsafeMutablePointer<Element> {
        let bytes = max(count, 1) * MemoryLayout<Element>.stride
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        blocks.append(block)
        let elements = block.bindMemory(to: Element.self, capacity: max(count, 1))
        elements.initialize(repeating: 0, count: max(count, 1))
        return elements
    }

    /// A copy of numbers that is not written to.
    mutating func copy(_ numbers: [Double]?) -> UnsafePointer<Element>? {
        guard let numbers else { return nil }
        let elements = zeros(numbers.count)
        for index in numbers.indices { elements[index] = Element(numbers[index]) }
        return UnsafePointer(elements)
    }

    deinit { blocks.forEach { $0.deallocate() } }
}
