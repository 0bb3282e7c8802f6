import Glibc

/// Files, read and written as a whole.
public enum File {
    /// The most bytes that are read.
    public static let sizeLimit = 1 << 30

    /// Reads a file.
    ///
    /// - Throws: A file error with the path for what is not there, may not be read or is no plain file; a limit error for one
    ///   of more than a gigabyte.
    public static func read(_ path: String) throws(EngineError) -> [UInt8] {
        try check(path)
        // Without blocking: opening a pipe would wait for its other end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read", path) }
        guard isPlain(status) else { throw notPlain(path) }
        guard status.st_size <= sizeLimit else {
            throw .limit("\"\(path)\" has \(status.st_size) bytes, more than the \(sizeLimit) that are read")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size))
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("read", path)
            }
            bytes += block[..<count]
            guard bytes.count <= sizeLimit else {
                throw .limit("\"\(path)\" has more than the \(sizeLimit) bytes that are read")
            }
        }
    }

    /// Writes a file, in place of what it held.
    ///
    /// - Throws: A file error with the path for what cannot be written or is no plain file.
    public static func write(_ bytes: [UInt8], to path: String) throws(EngineError) {
        try check(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw failure("write", path) }
        var isOpen = true
        defer { if isOpen { close(descriptor) } }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("write", path) }
        guard isPlain(status) else { throw notPlain(path) }
        guard ftruncate(descriptor, 0) == 0 else { throw failure("write", path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write", path)
            }
            rest = rest.dropFirst(count)
        }
        isOpen = false
        // A full disk may show only now.
        guard close(descriptor) == 0 else { throw failure("write", path) }
    }

    /// Whether a file or a folder of that name is there; one that cannot be looked at is taken to be.
    static func exists(_ path: String) throws(EngineError) -> Bool {
        try check(path)
        return access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    private static func isPlain(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }

    private static func notPlain(_ path: String) -> EngineError {
        .file("\"\(path)\" is a folder or a device, not a file")
    }

    private static func check(_ path: String) throws(EngineError) {
        if path.isEmpty { throw .file("the name of the file is empty") }
        if path.utf8.contains(0) { throw .file("the name of a file cannot hold the character NUL") }
    }

    private static func failure(_ verb: String, _ path: String) -> EngineError {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return .file("\"\(path)\" cannot be \(verb == "read" ? "read" : "written"): \(reason)")
    }
}
