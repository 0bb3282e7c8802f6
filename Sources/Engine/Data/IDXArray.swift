/// An array of bytes in the IDX format of MNIST (LeCun, Cortes and Burges, 1998).
///
/// Two zeros, the type of the numbers (8 for bytes), the number of dimensions, each dimension in four bytes with the most
/// significant first, then the numbers, the last dimension changing fastest.
struct IDXArray {
    /// The size of each dimension.
    let dimensions: [Int]

    /// The numbers.
    let values: ArraySlice<UInt8>

    /// Reads an array from the bytes of a file, plain or packed with gzip.
    ///
    /// - Parameters:
    ///   - part: What the array is called in errors, in the plural.
    ///   - count: How many dimensions it must have.
    /// - Throws: A value error unless the file begins as it should, a shape error unless it has as many numbers as its
    ///   dimensions say, a limit error for dimensions whose product is too large, and what `Gzip.unpacked` throws.
    init(_ bytes: [UInt8], part: String, dimensions count: Int) throws(EngineError) {
        let bytes = Gzip.isPacked(bytes) ? try Gzip.unpacked(bytes) : bytes
        let magic: [UInt8] = [0, 0, 8, UInt8(truncatingIfNeeded: count)]
        guard bytes.starts(with: magic) else {
            let found = bytes.isEmpty ? "nothing" : IDXArray.text(bytes.prefix(4))
            throw .value(
                "the \(part) begin with \(found), and an IDX file of bytes in \(count) "
                    + "dimension\(count == 1 ? "" : "s") begins with \(IDXArray.text(magic[...]))")
        }
        let start = 4 + 4 * count
        guard bytes.count >= start else {
            throw .shape("the \(part) end after \(bytes.count) bytes, within a head of \(start)")
        }
        dimensions = (0..<count).map { index in
            bytes[4 + 4 * index..<8 + 4 * index].reduce(0) { $0 << 8 | Int($1) }
        }
        let shape = dimensions.map { "\($0)" }.joined(separator: "×")
        var bound = 1
        for dimension in dimensions {
            // A size of 0 must not hide others whose product overflows.
            let (product, overflow) = bound.multipliedReportingOverflow(by: max(1, dimension))
            guard !overflow && product <= Matrix.maximumCount else {
                throw .limit(
                    "the \(part) are \(shape) numbers, more than the \(Matrix.maximumCount) the engine accepts")
            }
            bound = product
        }
        let size = dimensions.reduce(1, *)
        guard bytes.count - start == size else {
            throw .shape(
                "the \(part) are \(shape), \(size) bytes after their head, and there are \(bytes.count - start)")
        }
        values = bytes[start...]
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { "\($0)" }.joined(separator: " ")
    }
}

extension Dataset {
    /// Reads a data set from two files in the IDX format, as MNIST's are: images and the classes of what they show.
    ///
    /// The inputs are `[images, rows · columns]`, from 0 for a byte of 0 to 1 for a byte of 255; the targets are a column of
    /// class numbers.
    ///
    /// - Parameters:
    ///   - name: What the data set is called.
    ///   - images: The bytes of the file of images, plain or packed with gzip: unsigned bytes in three dimensions.
    ///   - labels: The bytes of the file of labels, plain or packed with gzip: unsigned bytes in one dimension.
    /// - Throws: A value error for files of another kind, a shape error for files that are shorter or longer than they say,
    ///   without images or with different numbers of images and labels, a file error for damaged gzip, a limit error for too
    ///   many numbers, a memory error where there is no room for them.
    public init(name: String, idxImages images: [UInt8], idxLabels labels: [UInt8]) throws(EngineError) {
        try self.init(
            name: name, images: IDXArray(images, part: "images", dimensions: 3),
            labels: IDXArray(labels, part: "labels", dimensions: 1))
    }

    /// Creates a data set from images `[images, rows, columns]` and as many labels.
    init(name: String, images: IDXArray, labels: IDXArray, classNames: [String] = []) throws(EngineError) {
        let (count, width) = (images.dimensions[0], images.dimensions[1] * images.dimensions[2])
        guard labels.dimensions[0] == count else {
            throw .shape(
                "\(name) has \(count) image\(count == 1 ? "" : "s") and \(labels.dimensions[0]) "
                    + "label\(labels.dimensions[0] == 1 ? "" : "s"); there must be a label for each image")
        }
        try Matrix.checkSize(rows: count, columns: width)
        var inputs = [Double](roomFor: images.values.count)
        for start in stride(from: images.values.startIndex, to: images.values.endIndex, by: Interruption.block) {
            try Interruption.check()
            let end = Swift.min(start + Interruption.block, images.values.endIndex)
            for byte in images.values[start..<end] { inputs.append(Double(byte) / 255) }
        }
        try self.init(
            name: name, inputs: Matrix(rows: count, columns: width, elements: inputs),
            targets: Matrix(column: labels.values.map { Double($0) }), classNames: classNames)
    }
}
