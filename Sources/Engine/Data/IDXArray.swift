/// An array of bytes in the IDX format of MNIST (LeCun, Cortes and Burges, 1998).
///
/// Two zeros, the type of the numbers (8 for bytes), the number of dimensions, each dimension in four bytes with the most
/// significant first, then the numbers, the last dimension changing fastest.
struct IDXArray {
    /// The size of each dimension.
    let dimensions: [Int]

    /// The numbers.
    let values: ArraySlice<UInt8>

    /// Reads an array.
    ///
    /// - Parameters:
    ///   - part: What the array is called in errors, in the plural.
    ///   - count: How many dimensions it must have.
    /// - Throws: A value error unless the file begins as it should, a shape error unless it has as many numbers as its
    ///   dimensions say, a limit error for dimensions whose product is too large.
    init(_ bytes: [UInt8], part: String, dimensions count: Int) throws(EngineError) {
        if bytes.starts(with: [0x1F, 0x8B]) {
            throw .value("the \(part) are compressed with gzip, which is not read here: unpack the file first")
        }
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
    ///   - images: The bytes of the file of images, unpacked: unsigned bytes in three dimensions.
    ///   - labels: The bytes of the file of labels, unpacked: unsigned bytes in one dimension.
    /// - Throws: A value error for files that are packed or of another kind, a shape error for files that are shorter or
    ///   longer than they say, without images or with different numbers of images and labels, a limit error for too many
    ///   numbers.
    public init(name: String, idxImages images: [UInt8], idxLabels labels: [UInt8]) throws(EngineError) {
        let images = try IDXArray(images, part: "images", dimensions: 3)
        let labels = try IDXArray(labels, part: "labels", dimensions: 1)
        let (count, width) = (images.dimensions[0], images.dimensions[1] * images.dimensions[2])
        guard labels.dimensions[0] == count else {
            throw .shape(
                "\(name) has \(count) image\(count == 1 ? "" : "s") and \(labels.dimensions[0]) "
                    + "label\(labels.dimensions[0] == 1 ? "" : "s"); there must be a label for each image")
        }
        try self.init(
            name: name, inputs: Matrix(rows: count, columns: width, elements: images.values.map { Double($0) / 255 }),
            targets: Matrix(column: labels.values.map { Double($0) }))
    }
}
