extension Dataset {
    /// Reads MNIST's handwritten digits (LeCun, Cortes and Burges, 1998), or data in files of the same names and sizes.
    ///
    /// The folder holds `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
    /// `t10k-labels-idx1-ubyte`, plain or packed as `.gz`, with a dot for the dash before `idx` too; a plain file goes before
    /// a packed one. The inputs are `[images, 784]` from 0 to 1, the targets a column of classes from 0 to 9.
    ///
    /// - Throws: A file error with the path for what is missing, cannot be read, is damaged or holds something else; a limit
    ///   error for a file of more than a gigabyte, packed or not; a memory error where there is no room.
    public static func mnist(in folder: String) throws(EngineError) -> (train: Dataset, test: Dataset) {
        guard !folder.isEmpty else { throw .file("the name of the folder is empty") }
        guard try File.exists(folder) else { throw .file("there is no folder \"\(folder)\"") }
        var missing: [String] = []
        var paths: [String] = []
        for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
            if let path = try path(of: name, in: folder) {
                paths.append(path)
            } else {
                missing.append(name + "-ubyte")
            }
        }
        guard missing.isEmpty else {
            throw .file("\"\(folder)\" does not hold \(missing.joined(separator: ", ")), plain or as .gz")
        }
        return (
            try digits(images: paths[0], labels: paths[1]),
            try digits(images: paths[2], labels: paths[3])
        )
    }

    /// The first of the spellings of a file's name that is there.
    private static func path(of name: String, in folder: String) throws(EngineError) -> String? {
        let start = folder.hasSuffix("/") ? folder : folder + "/"
        // idx3 or idx1 is the end, and a dash stands before it.
        for stem in [name, "\(name.dropLast(5)).\(name.suffix(4))"] {
            for ending in ["-ubyte", "-ubyte.gz"] where try File.exists(start + stem + ending) {
                return start + stem + ending
            }
        }
        return nil
    }

    /// Reads images and labels, with the path in what is wrong.
    private static func digits(images: String, labels: String) throws(EngineError) -> Dataset {
        let (imagesPath, labelsPath) = (images, labels)
        let images = try read(imagesPath, part: "images", dimensions: 3)
        guard images.dimensions[1...] == [28, 28] else {
            throw .file(
                "\"\(imagesPath)\": the images are \(images.dimensions[1])×\(images.dimensions[2]), and MNIST's 28×28")
        }
        let labels = try read(labelsPath, part: "labels", dimensions: 1)
        if let index = labels.values.firstIndex(where: { $0 > 9 }) {
            throw .file(
                "\"\(labelsPath)\": label \(index - labels.values.startIndex + 1) is \(labels.values[index]), and MNIST's "
                    + "are the digits from 0 to 9")
        }
        return try naming(labelsPath) { () throws(EngineError) in
            try Dataset(name: "mnist", images: images, labels: labels, classNames: (0...9).map { "\($0)" })
        }
    }

    private static func read(_ path: String, part: String, dimensions: Int) throws(EngineError) -> IDXArray {
        let bytes = try File.read(path)
        return try naming(path) { () throws(EngineError) in
            try IDXArray(bytes, part: part, dimensions: dimensions)
        }
    }

    /// Names the path in what a body throws; what is wrong with a file is a file error.
    private static func naming<Result>(
        _ path: String, _ body: () throws(EngineError) -> Result
    ) throws(EngineError) -> Result {
        do {
            return try body()
        } catch {
            let message = "\"\(path)\": \(error.message)"
            switch error.code {
            case .cancelled: throw error
            case .limit, .memory: throw EngineError(code: error.code, message: message)
            case .shape, .value, .numeric, .file: throw .file(message)
            }
        }
    }
}
