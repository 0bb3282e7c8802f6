/// Named arrays of numbers with a description in texts, as the safetensors format keeps them.
///
/// A file is the length of its header in eight bytes, the header in JSON, and the numbers, all little-endian: see
/// https://huggingface.co/docs/safetensors. Numbers of 8 and of 4 bytes are read; 8 bytes are written.
struct TensorFile {
    /// An array of numbers, row-major.
    struct Tensor {
        let name: String
        let shape: [Int]
        let elements: [Double]
    }

    /// The description.
    var metadata: [String: String]
    /// The arrays in the order they lie in the file.
    var tensors: [Tensor]

    /// The longest header that is read.
    static let headerLimit = 1 << 24

    init(metadata: [String: String], tensors: [Tensor]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    /// The array of a name.
    func tensor(_ name: String) -> Tensor? { tensors.first { $0.name == name } }

    // MARK: Reading

    /// Reads a file.
    ///
    /// - Throws: A file error with the place for anything that is not as the format wants it, and for numbers that are not
    ///   finite.
    init(_ bytes: [UInt8]) throws(EngineError) {
        guard bytes.count >= 8 else {
            throw .file("the file ends at byte \(bytes.count), within the 8 bytes of its header's length")
        }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Self.headerLimit), length <= UInt64(bytes.count - 8) else {
            throw .file(
                "the header is said to have \(length) bytes, and the file has \(bytes.count - 8) behind its length")
        }
        let start = 8 + Int(length)
        var reader = TensorHeaderReader(Array(bytes[8..<start]))
        let header = try reader.read()
        var tensors: [Tensor] = []
        var end = 0
        for entry in header.entries.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            guard entry.start == end else {
                throw .file(
                    "\(entry.name) begins at byte \(entry.start) of the numbers, where \(end) is due: arrays lie behind one "
                        + "another")
            }
            end = entry.end
            tensors.append(try Self.tensor(entry, in: bytes, from: start))
        }
        guard end == bytes.count - start else {
            throw .file("the numbers take \(end) bytes, and the file has \(bytes.count - start) behind its header")
        }
        self.init(metadata: header.metadata, tensors: tensors)
    }

    private static func tensor(
        _ entry: TensorHeaderReader.Entry, in bytes: [UInt8], from start: Int
    ) throws(EngineError) -> Tensor {
        let size: Int
        switch entry.type {
        case "F64": size = 8
        case "F32": size = 4
        default: throw .file("\(entry.name) holds numbers of the type \(entry.type); F64 and F32 are read")
        }
        var count = 1
        for side in entry.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: side)
            guard !overflow, max(side, product) <= bytes.count else {
                throw .file("\(entry.name) is said to have the sides \(entry.shape), more than the file holds")
            }
            count = product
        }
        guard entry.end >= entry.start, entry.end - entry.start == count * size, entry.end <= bytes.count - start else {
            throw .file(
                "\(entry.name) lies at the bytes \(entry.start) to \(entry.end) of \(bytes.count - start), and its "
                    + "\(count) numbers take \(count * size)")
        }
        var elements: [Double] = []
        elements.reserveCapacity(count)
        for index in 0..<count {
            if index & 0xFFFF == 0xFFFF { try Interruption.check() }
            let first = start + entry.start + index * size
            let bits = bytes[first..<first + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let number =
                size == 8 ? Double(bitPattern: bits) : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            guard number.isFinite else {
                throw .file("number \(index + 1) of \(entry.name), at byte \(first), is \(number)")
            }
            elements.append(number)
        }
        return Tensor(name: entry.name, shape: entry.shape, elements: elements)
    }

    // MARK: Writing

    /// The bytes of the file.
    func bytes() throws(EngineError) -> [UInt8] {
        var fields: [String] = []
        let described = metadata.keys.sorted().map { "\(Self.quoted($0)):\(Self.quoted(metadata[$0] ?? ""))" }
        fields.append("\"__metadata__\":{\(described.joined(separator: ","))}")
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.elements.count * 8
            let sides = tensor.shape.map { "\($0)" }.joined(separator: ",")
            fields.append(
                "\(Self.quoted(tensor.name)):{\"dtype\":\"F64\",\"shape\":[\(sides)],\"data_offsets\":[\(offset),\(end)]}"
            )
            offset = end
        }
        var header = Array("{\(fields.joined(separator: ","))}".utf8)
        // The numbers begin at a multiple of eight bytes.
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        var bytes = Self.littleEndian(UInt64(header.count)) + header
        bytes.reserveCapacity(bytes.count + offset)
        for tensor in tensors {
            for (index, element) in tensor.elements.enumerated() {
                if index & 0xFFFF == 0xFFFF { try Interruption.check() }
                bytes += Self.littleEndian(element.bitPattern)
            }
        }
        return bytes
    }

    private static func littleEndian(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }

    /// A text in JSON.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
