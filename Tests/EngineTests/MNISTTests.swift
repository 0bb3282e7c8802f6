import Glibc
import Testing

@testable import Engine

/// MNIST from a folder, in files that are written here.
struct MNISTTests {
    private static let names = [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    ]

    private static func head(_ dimensions: [Int]) -> [UInt8] {
        [0, 0, 8, UInt8(dimensions.count)] + dimensions.flatMap { [0, 0, UInt8($0 / 256), UInt8($0 % 256)] }
    }

    /// Images of one shade each, a training part of 3 and a test part of 2.
    private static let files: [[UInt8]] = [
        head([3, 28, 28]) + [0, 51, 255].flatMap { [UInt8](repeating: $0, count: 784) },
        head([3]) + [0, 9, 5],
        head([2, 28, 28]) + [102, 153].flatMap { [UInt8](repeating: $0, count: 784) },
        head([2]) + [1, 2],
    ]

    /// Runs a body with a folder of files, which is removed behind it.
    private func withFolder(_ files: [(name: String, bytes: [UInt8])], _ body: (String) throws -> Void) throws {
        let folder = "/tmp/nabla-mnist-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try #require(mkdir(folder, 0o700) == 0)
        defer {
            for file in files { unlink("\(folder)/\(file.name)") }
            rmdir(folder)
        }
        for file in files { try File.write(file.bytes, to: "\(folder)/\(file.name)") }
        try body(folder)
    }

    private var plain: [(name: String, bytes: [UInt8])] { zip(Self.names, Self.files).map { ($0, $1) } }

    private func expectDigits(in folder: String) throws {
        let (train, test) = try Dataset.mnist(in: folder)
        #expect(train.inputs == Matrix([0, 0.2, 1].map { [Double](repeating: $0, count: 784) }))
        #expect(train.targets == Matrix(column: [0, 9, 5]))
        #expect(test.inputs == Matrix([0.4, 0.6].map { [Double](repeating: $0, count: 784) }))
        #expect(test.targets == Matrix(column: [1, 2]))
        #expect(train.classNames == (0...9).map { "\($0)" } && test.classNames == train.classNames)
    }

    @Test func `plain files`() throws {
        try withFolder(plain) { folder in
            try expectDigits(in: folder)
            try expectDigits(in: folder + "/")
        }
    }

    @Test func `packed files, and names with a dot`() throws {
        try withFolder(plain.map { ($0.name + ".gz", gzipped($0.bytes)) }) { try expectDigits(in: $0) }
        let dotted = ["train-images.idx3", "train-labels.idx1", "t10k-images.idx3", "t10k-labels.idx1"]
        var mixed = zip(dotted, Self.files).map { (name: $0 + "-ubyte", bytes: $1) }
        try withFolder(mixed) { try expectDigits(in: $0) }
        mixed[0] = ("train-images.idx3-ubyte.gz", gzipped(mixed[0].bytes))
        mixed[1] = (Self.names[1], mixed[1].bytes)
        try withFolder(mixed) { try expectDigits(in: $0) }
    }

    @Test func `what is missing is named at once`() throws {
        try withFolder([plain[1], plain[2]]) { folder in
            expectError(.file, folder, "does not hold train-images-idx3-ubyte, t10k-labels-idx1-ubyte, plain or as .gz")
            {
                try Dataset.mnist(in: folder)
            }
        }
        expectError(.file, "there is no folder \"/nowhere/mnist\"") { try Dataset.mnist(in: "/nowhere/mnist") }
        expectError(.file, "is empty") { try Dataset.mnist(in: "") }
        expectError(.file, "NUL") { try Dataset.mnist(in: "a\0b") }
        // A file where a folder is meant.
        try withFolder(plain) { folder in
            expectError(.file, "does not hold train-images") { try Dataset.mnist(in: "\(folder)/\(Self.names[0])") }
        }
    }

    @Test(arguments: [
        (0, head([3, 28, 28]), "there are 0"),
        (0, head([1, 2, 2]) + [1, 2, 3, 4], "2×2, and MNIST's 28×28"),
        (0, [], "begin with nothing"),
        (0, files[1], "begin with 0 0 8 1"),
        (1, head([3]) + [1, 10, 2], "label 2 is 10"),
        (1, head([2]) + [1, 2], "3 images and 2 labels"),
        (3, [0x1F, 0x8B], "end early"),
        (3, Array(gzipped(files[3]).dropLast(3)), "end early"),
        (3, gzipped(files[3]) + [1], "something else"),
    ])
    func `what is wrong is a file error with the path`(_ index: Int, _ bytes: [UInt8], _ message: String) throws {
        var changed = plain
        changed[index].bytes = bytes
        try withFolder(changed) { folder in
            expectError(.file, "\"\(folder)/\(Self.names[index])\": ", message) { try Dataset.mnist(in: folder) }
        }
    }

    /// A few bytes that say they are many: the head alone is a limit.
    @Test func `sizes beyond the limit`() throws {
        var changed = plain
        changed[0].bytes = [0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 28, 0, 0, 0, 28]
        try withFolder(changed) { folder in
            expectError(.limit, folder, "more than the") { try Dataset.mnist(in: folder) }
        }
    }

    @Test func `an interrupt ends the reading`() throws {
        try withFolder(plain) { folder in
            var result: Result<(train: Dataset, test: Dataset), any Error>?
            Interruption.whenever({ true }) { result = Result { try Dataset.mnist(in: folder) } }
            expectError(.cancelled) { try result?.get() }
        }
    }

    @Test func `any bytes are safe`() throws {
        var stream = RandomStream(seed: 9)
        try withFolder(plain) { folder in
            for _ in 0..<400 {
                let index = stream.below(4)
                var bytes = stream.below(2) == 0 ? Self.files[index] : gzipped(Self.files[index])
                for _ in 0..<1 + stream.below(3) {
                    bytes[stream.below(min(24, bytes.count))] = UInt8(stream.below(256))
                }
                if stream.below(2) == 0 { bytes.removeLast(stream.below(bytes.count + 1)) }
                try File.write(bytes, to: "\(folder)/\(Self.names[index])")
                do throws(EngineError) {
                    _ = try Dataset.mnist(in: folder)
                } catch {
                    #expect(error.code == .file || error.code == .limit, "\(error)")
                }
                try File.write(Self.files[index], to: "\(folder)/\(Self.names[index])")
            }
        }
    }
}
