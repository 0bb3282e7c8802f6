import Glibc

/// A limit to the memory of the process, so that a session without end ends with an error rather than with the process.
///
/// Whoever sets the limit gives it for what runs on this thread; large matrices, data and networks ask before they are made.
/// What the process takes is read from the kernel; where that fails, nothing is limited.
public enum MemoryLimit {
    @TaskLocal private static var budget: Budget?

    /// Runs a body in which the process may take as many bytes as `limit` says whenever it is asked.
    public static func whenever<Result>(atMost limit: @escaping () -> Int, in body: () -> Result) -> Result {
        $budget.withValue(Budget(limit: limit), operation: body)
    }

    /// Throws a memory error if there is no room for so many numbers more.
    ///
    /// - Parameter what: What they are for: "a 3×4 matrix".
    static func check(_ count: Int, for what: @autoclosure () -> String) throws(EngineError) {
        guard let budget, let taken = budget.taken(with: count) else { return }
        let limit = budget.limit()
        let bytes = count.multipliedReportingOverflow(by: MemoryLayout<Double>.size)
        guard bytes.overflow || bytes.partialValue > limit - taken else { return }
        throw EngineError(
            code: .memory,
            message: "there is no room for \(what()): of the \(text(limit)) that may be used, \(text(taken)) are")
    }

    /// A number of bytes in words: "1.5 GB".
    public static func text(_ bytes: Int) -> String {
        let (unit, name) = bytes >= 1_000_000_000 ? (1e9, "GB") : (1e6, "MB")
        return "\((Double(bytes) / unit * 10).rounded() / 10) \(name)"
    }

    /// The bytes that the machine, or the container that the process runs in, has; `nil` where that is not known.
    public static let available: Int? = {
        let machine = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
        let all = [machine.overflow ? 0 : machine.partialValue, firstNumber(in: "/sys/fs/cgroup/memory.max") ?? 0]
        return all.filter { $0 > 0 }.min()
    }()

    /// The bytes that the process takes now; `nil` where that is not known.
    static var resident: Int? {
        firstNumber(in: "/proc/self/statm", skipping: 1).map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }

    /// A number in a file of a single short line.
    private static func firstNumber(in path: String, skipping count: Int = 0) -> Int? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let length = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        guard length > 0 else { return nil }
        let words = bytes[..<length].split(whereSeparator: { $0 <= 0x20 })
        return words.dropFirst(count).first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
}

/// The limit in force and what was made since the process was last looked at; of one thread.
private final class Budget: @unchecked Sendable {
    let limit: () -> Int
    private var unseen = 0
    /// How many numbers are made between two looks, which take microseconds: a mebibyte.
    private static let step = 1 << 17

    init(limit: @escaping () -> Int) { self.limit = limit }

    /// The bytes taken, now and then and whenever much is wanted.
    func taken(with count: Int) -> Int? {
        unseen = unseen.addingReportingOverflow(count).partialValue
        guard unseen >= Self.step || unseen < 0 else { return nil }
        unseen = 0
        return MemoryLimit.resident
    }
}
