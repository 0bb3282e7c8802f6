import CDatasets

extension Datasets {
    /// Handwritten digits (Alpaydin and Kaynak, 1998): 1,797 images of 8×8 pixels with values 0…16, the digit as the target.
    ///
    /// Read from the binary at the first use. notebooks/data/README.md names the source and the licence.
    public static func digits() throws(EngineError) -> Dataset {
        try readDigits.get()
    }

    /// Iris flowers (Fisher, 1936): 150 flowers with four measurements in cm, 50 of each of three species.
    ///
    /// Read from the binary at the first use. notebooks/data/README.md names the source and the licence.
    public static func iris() throws(EngineError) -> Dataset {
        try readIris.get()
    }

    private static let readDigits = read("digits", datasets_digits(), classNames: (0...9).map { String($0) })

    private static let readIris = read("iris", datasets_iris())

    private static func read(
        _ name: String, _ file: datasets_file, classNames: [String] = []
    ) -> Result<Dataset, EngineError> {
        Result { () throws(EngineError) in
            // The bytes are a constant of the binary, which outlives everything.
            let data = try Dataset(
                name: name, commaSeparatedValues: UnsafeBufferPointer(start: file.bytes, count: file.count))
            guard !classNames.isEmpty else { return data }
            return try Dataset(name: name, inputs: data.inputs, targets: data.targets, classNames: classNames)
        }
    }
}
