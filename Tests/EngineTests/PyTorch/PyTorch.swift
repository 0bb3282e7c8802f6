import Foundation

@testable import Engine

/// The Python with PyTorch that the engine is compared with.
enum PyTorch {
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")

    /// Where that Python is: what `NABLA_PYTORCH` says, which must then work, or the one that `make` has installed.
    static let python: String? = {
        if let python = ProcessInfo.processInfo.environment["NABLA_PYTORCH"] { return python }
        let installed = root + "/.venv-pytorch/bin/python"
        return FileManager.default.isExecutableFile(atPath: installed) ? installed : nil
    }()

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The parameters after each training, and the running statistics after them.
    static func train(_ trainings: [PyTorchTraining]) throws -> [[Double]] {
        guard let python else { throw Failure(description: "there is no Python with PyTorch") }
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let cases = folder.appending(path: "cases.json")
        let results = folder.appending(path: "results.json")
        try JSONEncoder().encode(trainings).write(to: cases)
        let process = Process()
        process.executableURL = URL(filePath: python)
        // PyTorch warns that there is no NumPy, which nobody uses here.
        process.arguments = ["-B", "-W", "ignore", root + "/Tests/PyTorch/train.py", cases.path, results.path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                description:
                    "\(python) could not train with PyTorch (status \(process.terminationStatus)); what it said "
                    + "stands above. `make pytorch` installs what it needs")
        }
        return try JSONDecoder().decode([[Double]].self, from: Data(contentsOf: results))
    }
}

/// One training as Tests/PyTorch/train.py reads it: classes of torch.nn and torch.optim, with their arguments.
struct PyTorchTraining: Encodable, Sendable {
    /// A class with the arguments that are not its defaults.
    struct Class: Encodable, Sendable {
        let name: String
        let arguments: [String: Argument]

        init(_ name: String, _ arguments: [String: Argument] = [:]) {
            self.name = name
            self.arguments = arguments
        }
    }

    struct Layer: Encodable, Sendable {
        let units: Int
        let activation: Class?
        /// Stands between the weighted sums, which then have no biases, and the activation.
        let normalization: Class?
        let isFrozen: Bool
    }

    struct Schedule: Encodable, Sendable {
        let name: String
        let arguments: [String: Argument]
        /// Whether the learning rate changes after each step, not after each epoch.
        let perStep: Bool
    }

    let inputs: [[Double]]
    let targets: [[Double]]
    let layers: [Layer]
    let parameters: [Double]
    let loss: Class
    /// Whether the loss takes the number of the class, not a row of targets.
    let takesClasses: Bool
    /// How the loss puts samples together itself, "sum" or "mean".
    let reduction: String
    /// What the sum of the losses is multiplied with.
    let factor: Double
    /// Whether it is then divided by the number of samples of the batch.
    let isMean: Bool
    let optimizer: Class
    let rate: Double
    let schedule: Schedule?
    let decay: Double
    let absoluteDecay: Double
    let clip: Double?
    let batch: Int
    let epochs: Int
}

/// An argument of a Python function.
enum Argument: Encodable, Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
    case number(Double)
    case whole(Int)
    case text(String)
    case flag(Bool)
    case list([Argument])

    init(floatLiteral value: Double) { self = .number(value) }
    init(integerLiteral value: Int) { self = .whole(value) }
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }
    init(arrayLiteral elements: Argument...) { self = .list(elements) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let value): try container.encode(value)
        case .whole(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        }
    }
}
