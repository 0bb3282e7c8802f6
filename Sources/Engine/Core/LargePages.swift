import Glibc

/// Large pages for large memory: the kernel makes and takes back the small ones of a gigabyte in tenths of a second, in which
/// no interrupt is heard.
public enum LargePages {
    /// The bytes from which they are asked for.
    private static let least = 1 << 22

    /// Asks for them where memory that was not touched yet is large.
    public static func use(for memory: UnsafeMutableRawBufferPointer) {
        guard memory.count >= least, let start = memory.baseAddress else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let offset = (page - Int(bitPattern: start) % page) % page
        // A piece of advice: where it is not taken, the pages are small.
        madvise(start + offset, (memory.count - offset) / page * page, MADV_HUGEPAGE)
    }

    /// Has the kernel make the pages of large memory now, some at a time, where what will first touch it does not ask.
    ///
    /// - Returns: Whether they were made before it was cancelled.
    static func make<Element>(
        _ start: UnsafeMutablePointer<Element>, count: Int, _ isCancelled: () -> Bool
    ) -> Bool {
        let memory = UnsafeMutableRawBufferPointer(start: start, count: count * MemoryLayout<Element>.stride)
        guard memory.count >= least, let start = memory.baseAddress else { return true }
        for offset in stride(from: 0, to: memory.count, by: least) {
            if offset > 0 && isCancelled() { return false }
            // Large memory begins with a page. Where the kernel cannot do this, what touches it first waits for it.
            madvise(start + offset, min(least, memory.count - offset), MADV_POPULATE_WRITE)
        }
        return true
    }
}

extension Array {
    /// Creates elements in blocks, between which an interrupt ends it, in large pages where they are many.
    ///
    /// - Parameter element: Finds the element at a position.
    /// - Throws: `cancelled` where an interrupt ended it.
    public init(generating count: Int, _ element: (Int) -> Element) throws(EngineError) {
        guard let found = Array(count: count, { Interruption.isRequested }, element) else { throw .cancelled }
        self = found
    }

    /// Creates an empty array with room for elements, in large pages where they are many.
    public init(roomFor count: Int) {
        self = []
        reserveCapacity(count)
        let room = capacity
        withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            LargePages.use(
                for: UnsafeMutableRawBufferPointer(start: start, count: room * MemoryLayout<Element>.stride))
        }
    }

    /// Copies elements in blocks, between which it may be cancelled; nil where it was.
    ///
    /// - Parameter element: Finds the element at a position.
    init?(count all: Int, _ isCancelled: () -> Bool, _ element: (Int) -> Element) {
        // With no capacity the standard library writes a zero into the empty array, which all threads share.
        guard all > 0 else {
            self = []
            return
        }
        var isWhole = true
        self.init(unsafeUninitializedCapacity: all) { buffer, count in
            LargePages.use(for: UnsafeMutableRawBufferPointer(buffer))
            isWhole = Interruption.blocks(all, isCancelled) { block in
                for index in block { buffer.initializeElement(at: index, to: element(index)) }
                count = block.upperBound
            }
        }
        if !isWhole { return nil }
    }
}
