import Testing

@testable import Engine

/// The files of MNIST, lecture checklist row I2, on bytes made here.
struct IDXTests {
    private func head(_ dimensions: [UInt32], type: UInt8 = 8) -> [UInt8] {
        [0, 0, type, UInt8(dimensions.count)]
            + dimensions.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
    }

    private func images(_ count: UInt32, _ rows: UInt32, _ columns: UInt32, _ pixels: [UInt8]) -> [UInt8] {
        head([count, rows, columns]) + pixels
    }

    private func labels(_ labels: [UInt8]) -> [UInt8] { head([UInt32(labels.count)]) + labels }

    @Test func `images are rows from 0 to 1 and labels are classes`() throws {
        let pixels: [UInt8] = [0, 255, 51, 102, 153, 204, 1, 2, 3, 4, 5, 6]
        let data = try Dataset(name: "two", idxImages: images(2, 2, 3, pixels), idxLabels: labels([7, 0]))
        #expect(data.inputs.shape == "2×6")
        #expect(data.inputs.row(0) == [0, 1, 0.2, 0.4, 0.6, 0.8])
        #expect(data.inputs.row(1) == [1, 2, 3, 4, 5, 6].map { $0 / 255 })
        #expect(data.targets == Matrix(column: [7, 0]))
        #expect(data.name == "two" && data.count == 2)
    }

    @Test func `packed files are read as plain ones`() throws {
        let files = (images(2, 1, 3, [1, 2, 3, 4, 5, 6]), labels([3, 4]))
        let plain = try Dataset(name: "d", idxImages: files.0, idxLabels: files.1)
        #expect(try Dataset(name: "d", idxImages: gzipped(files.0), idxLabels: gzipped(files.1)) == plain)
    }

    /// The most significant byte of a size comes first: 1, 1 would else be 257 read from either side.
    @Test func `sizes of more than one byte`() throws {
        let data = try Dataset(
            name: "wide", idxImages: images(1, 2, 300, [UInt8](repeating: 255, count: 600)), idxLabels: labels([3]))
        #expect(data.inputs == Matrix(rows: 1, columns: 600, repeating: 1))
    }

    @Test func `784 → 30 → 10 trains on them`() throws {
        // Each class has a bright bar of its own, in some noise.
        var stream = RandomStream(seed: 3)
        var pixels: [UInt8] = []
        var classes: [UInt8] = []
        for _ in 0..<200 {
            let label = stream.below(10)
            classes.append(UInt8(label))
            for pixel in 0..<784 {
                pixels.append(UInt8((pixel / 28) / 2 == label ? 155 + stream.below(100) : stream.below(100)))
            }
        }
        let data = try Dataset(name: "bars", idxImages: images(200, 28, 28, pixels), idxLabels: labels(classes))
        var network = try Network(
            inputs: 784, layers: [Layer(units: 30, activation: .sigmoid), Layer(units: 10, activation: .softmax)])
        #expect(network.parameterCount == 23_860)
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.5, batch: 10, epochs: 1)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        #expect(history.loss[1] < 0.5 * history.loss[0])
        let (error, start) = try (#require(history.error?.last), #require(history.error?.first))
        #expect(error < 0.5 * start)
    }

    @Test func `what is no IDX file is refused`() {
        let right = (images: images(1, 1, 2, [1, 2]), labels: labels([1]))
        func expect(
            _ code: EngineError.Code, _ part: String, _ other: String, images: [UInt8]? = nil, labels: [UInt8]? = nil,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            expectError(code, part, other, sourceLocation: sourceLocation) {
                try Dataset(name: "d", idxImages: images ?? right.images, idxLabels: labels ?? right.labels)
            }
        }
        expect(.value, "the images begin with nothing", "0 0 8 3", images: [])
        expect(.value, "the images begin with 0 0 8, and", "0 0 8 3", images: [0, 0, 8])
        // Files taken for each other, numbers that are no bytes, another format.
        expect(.value, "the images begin with 0 0 8 1", "3 dimensions", images: right.labels)
        expect(.value, "the labels begin with 0 0 8 3", "1 dimension begins", labels: right.images)
        expect(.value, "0 0 13 3", "0 0 8 3", images: head([1, 1, 2], type: 13) + [1, 2])
        expect(.value, "137 80 78 71", "0 0 8 1", labels: [137, 80, 78, 71, 13])
        expect(.file, "the gzip data end early", "4 bytes", images: [0x1F, 0x8B, 8, 0])
        expect(.value, "the images begin with 0 0 8 1", "3 dimensions", images: gzipped(right.labels))
        expect(.shape, "the labels end after 7 bytes", "8", labels: Array(head([1]).dropLast()))
        expect(.shape, "1×1×2, 2 bytes", "there are 1", images: images(1, 1, 2, [1]))
        expect(.shape, "1×1×2, 2 bytes", "there are 3", images: images(1, 1, 2, [1, 2, 3]))
        expect(.shape, "1 image", "2 labels", labels: labels([1, 2]))
        expect(.shape, "0×2", "needs samples", images: images(0, 1, 2, []), labels: labels([]))
        expect(.shape, "1×0", "needs samples", images: images(1, 0, 2, []))
    }

    /// The product of three sizes of 32 bits has up to 96; a size of 0 must not hide the others.
    @Test(arguments: [
        [UInt32.max, .max, .max], [1 << 31, 1 << 31, 4], [1 << 20, 28, 28], [0, .max, .max], [1, 0, .max],
    ])
    func `sizes that overflow are refused`(_ sizes: [UInt32]) {
        expectError(.limit, sizes.map { "\($0)" }.joined(separator: "×"), "\(Matrix.maximumCount)") {
            try Dataset(name: "d", idxImages: head(sizes), idxLabels: labels([1]))
        }
    }

    @Test func `any bytes are safe`() {
        var stream = RandomStream(seed: 8)
        for _ in 0..<2000 {
            var bytes = images(1, 1, 2, [1, 2])
            for _ in 0..<1 + stream.below(3) { bytes[stream.below(bytes.count)] = UInt8(stream.below(256)) }
            bytes.removeLast(stream.below(4))
            _ = try? Dataset(name: "d", idxImages: bytes, idxLabels: labels([1]))
        }
    }
}
