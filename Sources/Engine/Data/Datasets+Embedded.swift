import CDatasets
import Synchronization

extension Datasets {
    /// Handwritten digits (Alpaydin and Kaynak, 1998): 1,797 images of 8×8 pixels with values 0…16, the digit as the target.
    ///
    /// Read from the binary at the first use. notebooks/data/README.md names the source and the licence.
    public static func digits() throws(EngineError) -> Dataset {
        try read("digits", datasets_digits().constant, classNames: (0...9).map { String($0) }, into: digitsRead)
    }

    /// Iris flowers (Fisher, 1936): 150 flowers with four measurements in cm, 50 of each of three species.
    ///
    /// Read from the binary at the first use. notebooks/data/README.md names the source and the licence.
    public static func iris() throws(EngineError) -> Dataset {
        try read("iris", datasets_iris().constant, into: irisRead)
    }

    private static let digitsRead = Mutex<Dataset?>(nil)

    private static let irisRead = Mutex<Dataset?>(nil)

    /// Reads a file once; where an interrupt or a limit ended the reading, the next use reads anew.
    static func read(
        _ name: String, _ file: UnsafeBufferPointer<UInt8>, classNames: [String] = [],
        into kept: borrowing Mutex<Dataset?>
    ) throws(EngineError) -> Dataset {
        try kept.withLock { (kept) throws(EngineError) in
            if let kept { return kept }
            var data = try Dataset(name: name, commaSeparatedValues: file)
            if !classNames.isEmpty {
                data = try Dataset(name: name, inputs: data.inputs, targets: data.targets, classNames: classNames)
            }
            kept = data
            return data
        }
    }
}

extension datasets_file {
    /// The bytes, a constant of the binary, which outlives everything.
    fileprivate var constant: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }
}
