import CZlib

/// Bytes packed with gzip (RFC 1952), unpacked by zlib.
enum Gzip {
    /// Whether bytes begin as gzip's do.
    static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// Unpacks bytes of one member or of several, behind which zeros may stand, and compares their checksums.
    ///
    /// A few kilobytes may say that they are gigabytes: memory is asked for as it is needed, and never beyond the limit.
    ///
    /// - Parameter limit: The most bytes that are unpacked.
    /// - Throws: A file error, with what is wrong, for bytes that are damaged, end early or have something else behind them;
    ///   a limit error for more bytes than the limit, a memory error where there is no room for them.
    static func unpacked(_ bytes: [UInt8], limit: Int = File.sizeLimit) throws(EngineError) -> [UInt8] {
        // zlib reads what it is given, but takes a pointer to what may change.
        var bytes = bytes
        return try bytes.withUnsafeMutableBufferPointer { (input) throws(EngineError) in
            try unpacked(input, limit: limit)
        }
    }

    /// How many bytes go in or out at once.
    private static let piece = 1 << 16

    private static func unpacked(
        _ input: UnsafeMutableBufferPointer<UInt8>, limit: Int
    ) throws(EngineError) -> [UInt8] {
        var stream = z_stream()
        // 15 bits are the largest window; 16 more ask for gzip's head and checksum.
        let start = inflateInit2_(&stream, 15 + 16, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard start == Z_OK else { throw noRoom }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: piece)
        var position = 0
        var pulse = Interruption.Pulse()
        while true {
            let given = min(input.count - position, piece)
            stream.next_in = input.baseAddress.map { $0 + position }
            stream.avail_in = UInt32(given)
            let status = buffer.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                return inflate(&stream, Z_NO_FLUSH)
            }
            let read = given - Int(stream.avail_in)
            let written = buffer.count - Int(stream.avail_out)
            position += read
            try pulse.count(1000 + read + written)
            guard written <= limit - output.count else {
                throw .limit("unpacked it has more than the \(limit) bytes that are read")
            }
            try makeRoom(for: written, in: &output)
            output += buffer[..<written]
            switch status {
            case Z_STREAM_END:
                if input[position...].allSatisfy({ $0 == 0 }) { return output }
                guard input[position...].starts(with: [0x1F, 0x8B]) else {
                    throw .file(
                        "behind the end of the gzip data, at byte \(position), stands something else")
                }
                inflateReset(&stream)
            case Z_OK, Z_BUF_ERROR:
                guard read > 0 || written > 0 else {
                    throw .file("the gzip data end early, after \(input.count) bytes: the file is not complete")
                }
            case Z_MEM_ERROR: throw noRoom
            default:
                let reason = stream.msg.map { ": " + String(cString: $0) } ?? ""
                throw .file("the gzip data are damaged, up to byte \(position)\(reason)")
            }
        }
    }

    /// Doubles the capacity where so many bytes more need it, if there is memory for that.
    private static func makeRoom(for count: Int, in output: inout [UInt8]) throws(EngineError) {
        guard output.count + count > output.capacity else { return }
        let capacity = max(1 << 20, 2 * output.count)
        try MemoryLimit.check(capacity / MemoryLayout<Double>.size, for: "\(MemoryLimit.text(capacity)) unpacked")
        output.reserveCapacity(capacity)
    }

    private static let noRoom = EngineError(code: .memory, message: "there is no room to unpack the gzip data")
}
