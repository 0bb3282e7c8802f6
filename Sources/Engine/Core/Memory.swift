import Glibc

/// Blocks of raw memory, aligned to cache lines, that live as long as their owner.
struct Memory<Element: Scalar>: ~Copyable {
    private var blocks: [UnsafeMutableRawPointer] = []
    private var mapped: [(start: UnsafeMutableRawPointer, bytes: Int)] = []

    /// The bytes from which a block is mapped: the kernel makes its zeros when they are first touched, in large pages.
    private static var leastMapped: Int { 1 << 22 }

    mutating func zeros(_ count: Int) -> UnsafeMutablePointer<Element> {
        let count = max(count, 1)
        let bytes = count * MemoryLayout<Element>.stride
        if bytes >= Memory.leastMapped, let block = Memory.map(bytes) {
            mapped.append((block, bytes))
            return block.bindMemory(to: Element.self, capacity: count)
        }
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        blocks.append(block)
        let elements = block.bindMemory(to: Element.self, capacity: count)
        elements.initialize(repeating: 0, count: count)
        return elements
    }

    private static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let block = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let block, block != MAP_FAILED else { return nil }
        LargePages.use(for: UnsafeMutableRawBufferPointer(start: block, count: bytes))
        return block
    }

    /// A copy of numbers that is not written to.
    mutating func copy(_ numbers: [Double]?) -> UnsafePointer<Element>? {
        guard let numbers else { return nil }
        let elements = zeros(numbers.count)
        for index in numbers.indices { elements[index] = Element(numbers[index]) }
        return UnsafePointer(elements)
    }

    deinit {
        blocks.forEach { $0.deallocate() }
        mapped.forEach { munmap($0.start, $0.bytes) }
    }
}
