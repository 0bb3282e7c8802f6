import Testing

@testable import Engine

@Suite struct TensorFileTests {
    private func network() throws -> Network {
        try Network(
            inputs: 2,
            layers: [
                Layer(units: 3, activation: .swish(beta: 0.1), name: "first \"é\" \\", dropout: .classical(keep: 0.7)),
                Layer(units: 2, activation: .softmax, normalization: Normalization(epsilon: 1e-3)),
            ], initialization: .normal(variance: .constant(0.3), biases: true), seed: 12)
    }

    /// A file of a header and numbers.
    private func file(_ header: String, _ numbers: [UInt8]) -> [UInt8] {
        let bytes = Array(header.utf8)
        return (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes + numbers
    }

    @Test func `a network is the same behind its file`() throws {
        let network = try network()
        let bytes = try network.safetensors()
        #expect(try Network(safetensors: bytes) == network)
        // The numbers begin at a multiple of 8 and take 8 bytes each.
        #expect(bytes.count % 8 == 0)
    }

    @Test func `numbers of four bytes are read`() throws {
        let header = """
            {"__metadata__": {"layers": "1", "activation1": "tanh"}, \
            "b1": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}, \
            "W1": {"shape": [1, 1], "data_offsets": [0, 4], "dtype": "F32"}}
            """
        func bytes(_ number: Float) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
        }
        let network = try Network(safetensors: file(header, bytes(0.1) + bytes(-2)))
        #expect(network.weights(1).elements == [Double(Float(0.1))] && network.biases(1).elements == [-2])
        expectError(.file, "number 1 of b1", "nan") {
            try Network(safetensors: file(header, bytes(0.1) + bytes(.nan)))
        }
    }

    @Test(arguments: [
        ("{\"a\": {\"dtype\": \"F64\", \"shape\": [1], \"data_offsets\": [0, 8]}}", 16, "take 8 bytes"),
        ("{\"a\": {\"dtype\": \"F64\", \"shape\": [2], \"data_offsets\": [0, 8]}}", 8, "take 16"),
        ("{\"a\": {\"dtype\": \"F64\", \"shape\": [1], \"data_offsets\": [8, 16]}}", 16, "where 0 is due"),
        ("{\"a\": {\"dtype\": \"F64\", \"shape\": [1], \"data_offsets\": [8, 0]}}", 8, "where 0 is due"),
        (
            "{\"a\": {\"dtype\": \"F64\", \"shape\": [2], \"data_offsets\": [0, 16]}, "
                + "\"b\": {\"dtype\": \"F64\", \"shape\": [1], \"data_offsets\": [8, 16]}}", 16, "where 16 is due"
        ),
        ("{\"a\": {\"dtype\": \"I64\", \"shape\": [1], \"data_offsets\": [0, 8]}}", 8, "F64 and F32 are read"),
        (
            "{\"a\": {\"dtype\": \"F64\", \"shape\": [4611686018427387904, 4], \"data_offsets\": [0, 8]}}", 8,
            "more than"
        ),
        ("{\"a\": {\"dtype\": \"F64\", \"shape\": [99999999999999999999], \"data_offsets\": [0, 8]}}", 8, "too large"),
        ("{\"a\": {\"dtype\": \"F64\", \"shape\": [1], \"data_offsets\": [0, 8, 9]}}", 8, "3 offsets"),
        ("{\"a\": {\"dtype\": \"F64\", \"shape\": [1]}}", 8, "lacks one"),
        ("{\"a\": {\"dtype\": \"F64\", \"shape\": [-1], \"data_offsets\": [0, 8]}}", 8, "whole number"),
        ("{\"__metadata__\": {\"a\": \"b\", \"a\": \"c\"}}", 0, "stands twice"),
        ("{\"__metadata__\": {\"a\": 3}}", 0, "is due"),
        ("{} x", 0, "follows"), ("{\"a", 0, "does not end"), ("[]", 0, "{ is due"), ("", 0, "{ is due"),
        ("{\"__metadata__\": {\"a\": \"\\ud800x\"}}", 0, "half a character"), ("{}", 0, "number of layers"),
        ("{\"__metadata__\": {\"layers\": \"1\"}}", 0, "no array W1"),
    ])
    func `a header that is wrong is a file error`(_ header: String, _ count: Int, _ message: String) {
        expectError(.file, message) {
            try Network(safetensors: file(header, Array(repeating: 0, count: count)))
        }
    }

    @Test func `a length beyond the file is refused before anything is made`() {
        expectError(.file, "18446744073709551615") {
            try Network(safetensors: Array(repeating: 255, count: 8) + [1, 2])
        }
    }

    /// Nothing in a file ends the process: each cut and each changed byte gives a network or a file error.
    @Test func `any byte may be wrong`() throws {
        let bytes = try network().safetensors()
        for count in 0..<bytes.count { expectError(.file) { try Network(safetensors: Array(bytes[..<count])) } }
        for position in bytes.indices {
            for change: UInt8 in [1, 0x20, 0x80] {
                var changed = bytes
                changed[position] ^= change
                do throws(EngineError) { _ = try Network(safetensors: changed) } catch {
                    #expect(error.code == .file, "\(position) \(error)")
                }
            }
        }
    }
}
