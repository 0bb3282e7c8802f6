import FoundationEssentials
import Kernelspec

/// The folder of one kernelspec, which Jupyter reads at any time: it is there whole, old or new, or not at all.
struct InstallDirectory {
    /// The directory of all kernelspecs, an absolute path.
    var kernels: String
    /// The kernel's name.
    var name: String

    /// The folder itself.
    var path: String { kernels + "/" + name }

    /// Writes the kernelspec, in place of an older one of Nabla.
    func install(executable: String, displayName: String) throws(InstallError) {
        let replaces = try exists()
        let staging = temporary("new")
        defer { try? FileManager.default.removeItem(atPath: staging) }
        try attempt("cannot write to \(kernels)") {
            try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
            for logo in Kernelspec.logos {
                try Data(logo.contents).write(to: URL(filePath: staging + "/" + logo.name))
            }
            // Last: a folder without it is no kernelspec to Jupyter.
            try Data(try Self.description(executable: executable, displayName: displayName).utf8)
                .write(to: URL(filePath: staging + "/kernel.json"))
        }
        let older = temporary("old")
        if replaces { try move(path, to: older) }
        do {
            try move(staging, to: path)
        } catch {
            if replaces { try? FileManager.default.moveItem(atPath: older, toPath: path) }
            throw error
        }
        if replaces { try attempt("cannot remove \(older)") { try FileManager.default.removeItem(atPath: older) } }
    }

    /// Removes the kernelspec of Nabla.
    func uninstall() throws(InstallError) {
        guard try exists() else { throw InstallError("there is no kernel at \(path)") }
        let older = temporary("old")
        try move(path, to: older)
        try attempt("cannot remove \(older)") { try FileManager.default.removeItem(atPath: older) }
    }

    /// Whether a kernelspec of Nabla is there; anything else there is an error, for it is not ours to replace.
    private func exists() throws(InstallError) -> Bool {
        // Sees a symbolic link itself, even one that leads nowhere.
        guard (try? FileManager.default.attributesOfItem(atPath: path)) != nil else { return false }
        struct Description: Decodable { var language: String }
        guard let contents = FileManager.default.contents(atPath: path + "/kernel.json"),
            let description = try? JSONDecoder().decode(Description.self, from: contents)
        else { throw InstallError("\(path) is in the way: it is no kernelspec; remove it or choose another --name") }
        guard description.language == "nabla" else {
            throw InstallError("\(path) is a kernel for \(description.language); choose another --name")
        }
        return true
    }

    /// The text of `kernel.json`: the template, filled in.
    private static func description(executable: String, displayName: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        func quoted(_ text: String) throws -> String { String(decoding: try encoder.encode(text), as: UTF8.self) }
        // In this order: an absolute path is never the other placeholder, a display name could be this one.
        return Kernelspec.template
            .replacing("\"{executable}\"", with: try quoted(executable))
            .replacing("\"{display_name}\"", with: try quoted(displayName))
    }

    /// A name beside the folder that no other process uses.
    private func temporary(_ role: String) -> String {
        "\(kernels)/.\(name).\(role).\(UInt64.random(in: .min ... .max))"
    }

    private func move(_ source: String, to destination: String) throws(InstallError) {
        try attempt("cannot write \(path)") {
            try FileManager.default.moveItem(atPath: source, toPath: destination)
        }
    }

    private func attempt(_ what: String, _ action: () throws -> Void) throws(InstallError) {
        do { try action() } catch { throw InstallError(what, because: error) }
    }
}
