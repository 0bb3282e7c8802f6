import CZlib
import Glibc
import Testing

@testable import Engine

/// Packs bytes as one member.
func gzipped(_ bytes: [UInt8], level: Int32 = 9) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
        &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var (input, output) = (bytes, [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count)))))
    let length = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            deflate(&stream, Z_FINISH)
            return output.count - Int(stream.avail_out)
        }
    }
    return Array(output[..<length])
}

struct GzipTests {
    private func noise(_ count: Int, below bound: Int = 256) -> [UInt8] {
        var stream = RandomStream(seed: 5)
        return (0..<count).map { _ in UInt8(stream.below(bound)) }
    }

    /// What another program has packed: `printf 'Nabla' | gzip -n`.
    @Test func `what gzip has packed`() throws {
        let bytes: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xF3, 0x4B, 0x4C, 0xCA, 0x49, 4, 0, 0x78, 0xEB, 0xD5, 0x1A, 5, 0, 0, 0,
        ]
        #expect(try Gzip.unpacked(bytes) == Array("Nabla".utf8))
    }

    @Test(arguments: [0, 1, 1000, 65_535, 65_536, 65_537, 3_000_000])
    func `packed bytes come back`(_ count: Int) throws {
        let bytes = noise(count, below: 20)
        let packed = gzipped(bytes)
        #expect(Gzip.isPacked(packed) && !Gzip.isPacked(Array(packed.dropFirst())))
        #expect(try Gzip.unpacked(packed) == bytes)
        // Stored, not compressed, so that pieces of input end anywhere.
        #expect(try Gzip.unpacked(gzipped(bytes, level: 0)) == bytes)
    }

    @Test func `several members are one, and zeros may follow`() throws {
        let (first, second) = (noise(100), noise(200_000))
        let members = gzipped(first) + gzipped([]) + gzipped(second)
        #expect(try Gzip.unpacked(members) == first + second)
        #expect(try Gzip.unpacked(members + [UInt8](repeating: 0, count: 512)) == first + second)
        expectError(.file, "byte \(members.count)", "something else") { try Gzip.unpacked(members + [1, 2, 3]) }
    }

    @Test func `what is damaged says how`() {
        let packed = gzipped(noise(1000))
        for (place, part) in [(packed.count - 8, "incorrect data check"), (packed.count - 1, "incorrect length check")]
        {
            var bytes = packed
            bytes[place] ^= 1
            expectError(.file, "damaged", part) { try Gzip.unpacked(bytes) }
        }
        for length in 2..<packed.count {
            expectError(.file, "end early, after \(length) bytes", "not complete") {
                try Gzip.unpacked(Array(packed[..<length]))
            }
        }
    }

    /// Twenty megabytes in twenty kilobytes.
    @Test func `a bomb ends at the limit`() throws {
        let bomb = gzipped([UInt8](repeating: 0, count: 20 << 20))
        #expect(bomb.count < 25_000)
        expectError(.limit, "more than the 1000000 bytes") { try Gzip.unpacked(bomb, limit: 1_000_000) }
        #expect(try Gzip.unpacked(bomb, limit: 20 << 20).count == 20 << 20)
        expectError(.limit, "more than the") { try Gzip.unpacked(bomb, limit: 20 << 20 - 1) }
        var result: Result<[UInt8], any Error>?
        MemoryLimit.whenever(atMost: { 1 }) { result = Result { try Gzip.unpacked(bomb) } }
        expectError(.memory, "unpacked") { try result?.get() }
    }

    @Test func `an interrupt ends it`() throws {
        let bytes = gzipped([UInt8](repeating: 0, count: 1 << 20))
        var result: Result<[UInt8], any Error>?
        Interruption.whenever({ true }) { result = Result { try Gzip.unpacked(bytes) } }
        expectError(.cancelled) { try result?.get() }
    }

    /// Whatever is changed, the checksum or the form tells: never other bytes, never another kind of error.
    @Test func `any bytes are safe`() {
        var stream = RandomStream(seed: 6)
        let right = noise(300, below: 4)
        let packed = gzipped(right)
        for _ in 0..<5000 {
            var bytes = packed
            for _ in 0..<1 + stream.below(3) { bytes[2 + stream.below(bytes.count - 2)] = UInt8(stream.below(256)) }
            if stream.below(3) == 0 { bytes.removeLast(stream.below(bytes.count - 2)) }
            do throws(EngineError) {
                // Changes in the head's time or name change nothing.
                #expect(try Gzip.unpacked(bytes) == right)
            } catch {
                #expect(error.code == .file)
            }
        }
    }
}
