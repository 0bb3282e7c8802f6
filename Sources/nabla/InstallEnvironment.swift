import FoundationEssentials

/// Where a kernelspec goes.
enum InstallPlace: Equatable {
    /// The user's own Jupyter data directory.
    case user
    /// The prefix of the `jupyter` found on PATH.
    case sysPrefix
    /// A prefix given by its directory.
    case prefix(String)
}

/// What a process was started with, as far as installing depends on it.
struct InstallEnvironment {
    /// The environment variables.
    var variables: [String: String]
    /// The working directory, an absolute path.
    var currentDirectory: String
    /// The command's name or path, as it was typed.
    var command: String

    /// This process's own.
    static var current: InstallEnvironment {
        InstallEnvironment(
            variables: ProcessInfo.processInfo.environment,
            currentDirectory: FileManager.default.currentDirectoryPath,
            command: CommandLine.arguments.first ?? "nabla")
    }

    /// The directory whose folders are the kernelspecs of a place.
    func kernelsDirectory(for place: InstallPlace) throws(InstallError) -> String {
        switch place {
        case .user: absolute(try userDataDirectory() + "/kernels")
        case .sysPrefix: absolute(try jupyterPrefix() + "/share/jupyter/kernels")
        case .prefix(let directory): absolute(directory + "/share/jupyter/kernels")
        }
    }

    /// The path by which the binary was called, absolute but with its symbolic links: those survive an upgrade.
    func executablePath() throws(InstallError) -> String {
        let path = command.contains("/") ? absolute(command) : findOnPath(command)
        guard let path, isExecutable(path) else {
            throw InstallError("cannot tell where \"\(command)\" lies; call it by its full path")
        }
        return path
    }

    /// Jupyter's rule for a user's data directory on Linux; an empty variable counts as none.
    private func userDataDirectory() throws(InstallError) -> String {
        if let directory = value("JUPYTER_DATA_DIR") { return directory }
        if let directory = value("XDG_DATA_HOME") { return directory + "/jupyter" }
        if let home = value("HOME") { return home + "/.local/share/jupyter" }
        throw InstallError("cannot tell your home directory: HOME is not set; use --prefix")
    }

    /// The prefix of the Python that runs `jupyter`, or else the directory above the `bin` that holds it.
    private func jupyterPrefix() throws(InstallError) -> String {
        guard let jupyter = findOnPath("jupyter") else {
            throw InstallError("there is no jupyter on PATH; activate its environment, or use --user or --prefix")
        }
        if let interpreter = interpreter(of: jupyter), let prefix = Self.prefix(of: interpreter),
            Self.lastComponent(interpreter).hasPrefix("python")
        {
            return prefix
        }
        guard let prefix = Self.prefix(of: jupyter) else {
            throw InstallError("cannot tell the prefix of \(jupyter); use --prefix or --user")
        }
        return prefix
    }

    /// The absolute path after a script's `#!`.
    private func interpreter(of script: String) -> String? {
        guard let contents = FileManager.default.contents(atPath: script), contents.starts(with: Array("#!".utf8))
        else { return nil }
        let line = String(decoding: contents.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let path = line.split(whereSeparator: \.isWhitespace).first, path.hasPrefix("/") else { return nil }
        return String(path)
    }

    /// The first executable file of this name in the directories of PATH.
    private func findOnPath(_ name: String) -> String? {
        guard !name.isEmpty else { return nil }
        return (variables["PATH"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
            .lazy.map { absolute($0.isEmpty ? name : "\($0)/\(name)") }
            .first(where: isExecutable)
    }

    /// A path with the working directory before it where it is relative.
    private func absolute(_ path: String) -> String {
        let joined = path.hasPrefix("/") ? path : currentDirectory + "/" + path
        // Only what never changes a path's meaning goes: `..` stays, for it may follow a symbolic link.
        return "/" + joined.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private func value(_ variable: String) -> String? {
        variables[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func isExecutable(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory
            && FileManager.default.isExecutableFile(atPath: path)
    }

    /// The directory above the `bin` that holds a file, if it lies in one.
    private static func prefix(of path: String) -> String? {
        let components = path.split(separator: "/")
        guard components.count >= 2, components[components.count - 2] == "bin" else { return nil }
        return "/" + components.dropLast(2).joined(separator: "/")
    }

    private static func lastComponent(_ path: String) -> Substring {
        path.split(separator: "/").last ?? ""
    }
}
