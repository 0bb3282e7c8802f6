import FoundationEssentials
import Glibc

/// Why a kernelspec could not be installed or removed, as one line for people.
struct InstallError: Error, Equatable, CustomStringConvertible {
    /// The line.
    let description: String

    /// Creates an error from its line.
    init(_ description: String) {
        self.description = description
    }

    /// Creates the error of a file operation, with the system's reason.
    init(_ attempt: String, because error: any Error) {
        if let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code ?? (error as? POSIXError)?.code {
            self.init("\(attempt): \(String(cString: strerror(code.rawValue)))")
        } else {
            self.init("\(attempt): \(error)".split(whereSeparator: \.isNewline).joined(separator: " "))
        }
    }
}
