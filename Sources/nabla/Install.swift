import ArgumentParser

/// `nabla install`: makes Nabla known to Jupyter.
struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install Nabla as a kernel of Jupyter.",
        discussion: "The kernel starts the binary under the path by which you call it now, symbolic links kept.")

    @OptionGroup var options: InstallOptions

    @Option(name: .customLong("display-name"), help: "The name that Jupyter shows.")
    var displayName = "Nabla"

    func validate() throws {
        if displayName.isEmpty { throw ValidationError("--display-name needs at least one character") }
    }

    func run() throws {
        print(try install(in: .current))
    }

    /// Installs the kernelspec and says where it went.
    func install(in environment: InstallEnvironment) throws(InstallError) -> String {
        let directory = InstallDirectory(
            kernels: try environment.kernelsDirectory(for: options.place), name: options.name)
        try directory.install(executable: try environment.executablePath(), displayName: displayName)
        return "Installed the kernel \(options.name) in \(directory.path)"
    }
}

/// `nabla uninstall`: takes back what `nabla install` did with the same options.
struct UninstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Remove Nabla from the kernels of Jupyter.")

    @OptionGroup var options: InstallOptions

    func run() throws {
        print(try uninstall(in: .current))
    }

    /// Removes the kernelspec and says where it was.
    func uninstall(in environment: InstallEnvironment) throws(InstallError) -> String {
        let directory = InstallDirectory(
            kernels: try environment.kernelsDirectory(for: options.place), name: options.name)
        try directory.uninstall()
        return "Removed the kernel \(options.name) from \(directory.path)"
    }
}

/// Which kernelspec `install` and `uninstall` are about.
struct InstallOptions: ParsableArguments {
    @Flag(name: .customLong("user"), help: "For this user, in every Jupyter (the default).")
    var user = false

    @Flag(name: .customLong("sys-prefix"), help: "For the environment of the `jupyter` found on PATH.")
    var sysPrefix = false

    @Option(help: ArgumentHelp("Below this directory, in share/jupyter/kernels.", valueName: "directory"))
    var prefix: String?

    @Option(help: "The kernel's name, which notebooks store. (default: nabla)", transform: InstallOptions.kernelName)
    var name = "nabla"

    func validate() throws {
        if [user, sysPrefix, prefix != nil].count(where: { $0 }) > 1 {
            throw ValidationError("--user, --sys-prefix and --prefix exclude each other")
        }
        if prefix?.isEmpty == true { throw ValidationError("--prefix needs a directory") }
    }

    /// The place that the options ask for.
    var place: InstallPlace {
        if let prefix { return .prefix(prefix) }
        return sysPrefix ? .sysPrefix : .user
    }

    /// The name as Jupyter looks it up, in lower case; anything else than a kernel's name is an error.
    static func kernelName(_ text: String) throws -> String {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        // A leading dot would hide the folder, and `.` and `..` are no names at all.
        guard allowed, let first = text.utf8.first, first != UInt8(ascii: "."), text.utf8.count <= 200 else {
            throw ValidationError("a kernel's name is ASCII letters, digits, -, . and _, the first no dot")
        }
        return text.lowercased()
    }
}
