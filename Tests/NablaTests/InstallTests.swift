import ArgumentParser
import FoundationEssentials
import Testing

@testable import nabla

/// A folder of its own for each test, removed after it.
final class InstallTests {
    private let folder =
        FileManager.default.temporaryDirectory.path + "/nabla-install-\(UInt64.random(in: .min ... .max))"
    private let files = FileManager.default

    init() throws {
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Tools

    private struct Metadata: Decodable, Equatable {
        var debugger: Bool
        var supported_encryption: [String]
    }

    private struct Description: Decodable, Equatable {
        var argv: [String]
        var display_name: String
        var language: String
        var interrupt_mode: String
        var kernel_protocol_version: String
        var metadata: Metadata
    }

    private func description(_ kernel: String) throws -> Description {
        let contents = try #require(files.contents(atPath: kernel + "/kernel.json"))
        return try JSONDecoder().decode(Description.self, from: contents)
    }

    @discardableResult
    private func write(_ path: String, _ text: String = "", executable: Bool = false) throws -> String {
        let path = folder + "/" + path
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        try files.createDirectory(atPath: "/" + parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        if executable { try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
        return path
    }

    private func environment(_ variables: [String: String] = [:], command: String? = nil) -> InstallEnvironment {
        InstallEnvironment(variables: variables, currentDirectory: folder, command: command ?? "/bin/sh")
    }

    private func install(_ arguments: [String], in environment: InstallEnvironment) throws -> String {
        try InstallCommand.parse(arguments).install(in: environment)
    }

    private func error(_ body: () throws -> Void) throws -> String {
        try #require(throws: InstallError.self, performing: body).description
    }

    // MARK: The kernelspec

    @Test func theKernelspecIsComplete() throws {
        let line = try install(["--prefix", folder + "/env"], in: environment())
        let kernel = folder + "/env/share/jupyter/kernels/nabla"
        #expect(line == "Installed the kernel nabla in \(kernel)")
        #expect(
            try description(kernel)
                == Description(
                    argv: ["/bin/sh", "kernel", "{connection_file}"], display_name: "Nabla", language: "nabla",
                    interrupt_mode: "message", kernel_protocol_version: "5.6",
                    metadata: .init(debugger: false, supported_encryption: ["curve"])))
        let sources = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        for logo in ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"] {
            let contents = try #require(files.contents(atPath: "\(kernel)/\(logo)"))
            #expect(contents == files.contents(atPath: "/\(sources)/kernelspec/\(logo)"))
        }
        #expect(try files.contentsOfDirectory(atPath: kernel).count == 4)
    }

    @Test(arguments: [
        #"a "quoted" \ name"#, "{executable}", "\"{executable}\"", "∇ with\ttab/slash", "{connection_file}",
    ])
    func anyDisplayNameIsKept(name: String) throws {
        _ = try install(["--prefix", folder, "--display-name", name], in: environment())
        let installed = try description(folder + "/share/jupyter/kernels/nabla")
        #expect(installed.display_name == name)
        #expect(installed.argv == ["/bin/sh", "kernel", "{connection_file}"])
    }

    @Test func anyPathIsKept() throws {
        let program = try write(#"a "b" \ {display_name}/nabla"#, executable: true)
        _ = try install(["--prefix", folder], in: environment(command: program))
        #expect(try description(folder + "/share/jupyter/kernels/nabla").argv.first == program)
    }

    @Test func anOlderOneIsReplacedWhole() throws {
        _ = try install(["--prefix", folder], in: environment())
        try write("share/jupyter/kernels/nabla/left-over.js")
        _ = try install(["--prefix", folder, "--display-name", "Newer"], in: environment())
        let kernels = folder + "/share/jupyter/kernels"
        #expect(try description(kernels + "/nabla").display_name == "Newer")
        #expect(!files.fileExists(atPath: kernels + "/nabla/left-over.js"))
        #expect(try files.contentsOfDirectory(atPath: kernels) == ["nabla"])
    }

    @Test func aLinkToAnOlderOneIsReplacedAndItsTargetKept() throws {
        _ = try install(["--prefix", folder + "/elsewhere"], in: environment())
        let elsewhere = folder + "/elsewhere/share/jupyter/kernels/nabla"
        let kernels = folder + "/share/jupyter/kernels"
        try files.createDirectory(atPath: kernels, withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: kernels + "/nabla", withDestinationPath: elsewhere)
        _ = try install(["--prefix", folder, "--display-name", "Newer"], in: environment())
        #expect(try description(elsewhere).display_name == "Nabla")
        #expect(try description(kernels + "/nabla").display_name == "Newer")
    }

    @Test func uninstallingTakesItBack() throws {
        _ = try install(["--prefix", folder, "--name", "Mine"], in: environment())
        let kernels = folder + "/share/jupyter/kernels"
        #expect(try files.contentsOfDirectory(atPath: kernels) == ["mine"])
        let command = try UninstallCommand.parse(["--prefix", folder, "--name", "Mine"])
        #expect(try command.uninstall(in: environment()) == "Removed the kernel mine from \(kernels)/mine")
        #expect(try files.contentsOfDirectory(atPath: kernels).isEmpty)
        #expect(try error { _ = try command.uninstall(in: environment()) } == "there is no kernel at \(kernels)/mine")
    }

    // MARK: What is in the way

    @Test(arguments: [
        ("nabla", ""), ("nabla/other", ""), ("nabla/kernel.json", "{"), ("nabla/kernel.json", #"{"argv": []}"#),
    ])
    func whatIsNoKernelspecStays(path: String, text: String) throws {
        let file = try write("share/jupyter/kernels/" + path, text)
        let line = try error { _ = try install(["--prefix", folder], in: environment()) }
        #expect(line.hasPrefix("\(folder)/share/jupyter/kernels/nabla is in the way"))
        #expect(files.fileExists(atPath: file))
        #expect(try files.contentsOfDirectory(atPath: folder + "/share/jupyter/kernels") == ["nabla"])
    }

    @Test func aLinkToNowhereIsInTheWay() throws {
        let kernels = folder + "/share/jupyter/kernels"
        try files.createDirectory(atPath: kernels, withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: kernels + "/nabla", withDestinationPath: folder + "/nowhere")
        #expect(try error { _ = try install(["--prefix", folder], in: environment()) }.contains("is in the way"))
    }

    @Test func anotherLanguagesKernelStays() throws {
        let file = try write("share/jupyter/kernels/python3/kernel.json", #"{"language": "python"}"#)
        let line = try error { _ = try install(["--prefix", folder, "--name", "python3"], in: environment()) }
        #expect(line == "\(folder)/share/jupyter/kernels/python3 is a kernel for python; choose another --name")
        let command = try UninstallCommand.parse(["--prefix", folder, "--name", "python3"])
        #expect(try error { _ = try command.uninstall(in: environment()) } == line)
        #expect(files.fileExists(atPath: file))
    }

    @Test func whereNothingCanBeWrittenTheReasonIsSaid() throws {
        let file = try write("file")
        let line = try error { _ = try install(["--prefix", file], in: environment()) }
        #expect(line == "cannot write to \(file)/share/jupyter/kernels: Not a directory")
        #expect(try files.contentsOfDirectory(atPath: folder) == ["file"])
    }

    @Test func anAttemptThatFailsLeavesNothingBehind() throws {
        // The files can be written, but the folder that should hold them is missing when they are moved to it.
        let directory = InstallDirectory(kernels: folder, name: "missing/nabla")
        let line = try error { try directory.install(executable: "/bin/sh", displayName: "Nabla") }
        #expect(line == "cannot write \(folder)/missing/nabla: No such file or directory")
        #expect(try files.contentsOfDirectory(atPath: folder + "/.missing").isEmpty)
    }

    // MARK: Places

    @Test(arguments: [
        (["JUPYTER_DATA_DIR": "/j", "XDG_DATA_HOME": "/x", "HOME": "/h"], "/j/kernels"),
        (["JUPYTER_DATA_DIR": "", "XDG_DATA_HOME": "/x", "HOME": "/h"], "/x/jupyter/kernels"),
        (["XDG_DATA_HOME": "", "HOME": "/h/"], "/h/.local/share/jupyter/kernels"),
    ])
    func theUsersPlaceIsJupyters(variables: [String: String], expected: String) throws {
        #expect(try environment(variables).kernelsDirectory(for: .user) == expected)
    }

    @Test func withoutAHomeThereIsNoUsersPlace() throws {
        #expect(try error { _ = try environment().kernelsDirectory(for: .user) }.contains("HOME"))
    }

    @Test(arguments: [
        ("/opt/x", "/opt/x/share/jupyter/kernels"), ("env", "FOLDER/env/share/jupyter/kernels"),
        ("./a//b/../c/.", "FOLDER/a/b/../c/share/jupyter/kernels"), ("/", "/share/jupyter/kernels"),
    ])
    func aPrefixIsMadeAbsolute(prefix: String, expected: String) throws {
        let found = try environment().kernelsDirectory(for: .prefix(prefix))
        #expect(found == expected.replacing("FOLDER", with: folder))
    }

    @Test(arguments: [
        ("env/bin/jupyter", "#!/opt/python/bin/python3.11\nimport re", "/opt/python"),
        ("env/bin/jupyter", "#! /opt/python/bin/python -E\n", "/opt/python"),
        ("env/bin/jupyter", "#!/usr/bin/env python3\n", "FOLDER/env"),
        ("env/bin/jupyter", "#!/bin/sh\n'''exec' \"/a path/bin/python\" \"$0\" \"$@\"\n", "FOLDER/env"),
        ("env/bin/jupyter", "#!", "FOLDER/env"), ("env/bin/jupyter", "", "FOLDER/env"),
        ("env/bin/jupyter", "#!/opt/odd/python3\n", "FOLDER/env"),
    ])
    func sysPrefixIsThatOfJupyter(path: String, script: String, expected: String) throws {
        try write(path, script, executable: true)
        let found = try environment(["PATH": "/nowhere:\(folder)/env/bin:/usr/bin"]).kernelsDirectory(for: .sysPrefix)
        #expect(found == expected.replacing("FOLDER", with: folder) + "/share/jupyter/kernels")
    }

    @Test func aFileThatCannotBeExecutedIsNoJupyter() throws {
        try write("a/bin/jupyter", "#!/opt/a/bin/python\n")
        try files.createDirectory(atPath: folder + "/b/bin/jupyter", withIntermediateDirectories: true)
        try write("c/bin/jupyter", "#!/opt/c/bin/python\n", executable: true)
        let path = ["a", "b", "c"].map { "\(folder)/\($0)/bin" }.joined(separator: ":")
        #expect(try environment(["PATH": path]).kernelsDirectory(for: .sysPrefix) == "/opt/c/share/jupyter/kernels")
    }

    @Test func withoutJupyterTheErrorHelps() throws {
        let line = try error { _ = try environment(["PATH": folder]).kernelsDirectory(for: .sysPrefix) }
        #expect(line == "there is no jupyter on PATH; activate its environment, or use --user or --prefix")
        #expect(try error { _ = try environment().kernelsDirectory(for: .sysPrefix) } == line)
    }

    @Test func aJupyterWithoutAPrefixIsSaid() throws {
        let shim = try write("shims/jupyter", "#!/usr/bin/env bash\n", executable: true)
        let line = try error {
            _ = try environment(["PATH": folder + "/shims"]).kernelsDirectory(for: .sysPrefix)
        }
        #expect(line == "cannot tell the prefix of \(shim); use --prefix or --user")
    }

    // MARK: The binary's path

    @Test func theBinarysPathIsAsTyped() throws {
        let program = try write("versions/1/nabla", executable: true)
        try files.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: folder + "/bin/nabla", withDestinationPath: program)
        let path = ["PATH": "/nowhere:\(folder)/bin"]
        #expect(try environment(path, command: "nabla").executablePath() == folder + "/bin/nabla")
        #expect(try environment(command: "bin/nabla").executablePath() == folder + "/bin/nabla")
        #expect(try environment(command: "./bin/./nabla").executablePath() == folder + "/bin/nabla")
        #expect(try environment(command: program).executablePath() == program)
    }

    @Test func anEmptyEntryOfPathIsTheWorkingDirectory() throws {
        let program = try write("nabla", executable: true)
        #expect(try environment(["PATH": "/nowhere::/usr"], command: "nabla").executablePath() == program)
    }

    @Test(arguments: ["nabla", "", "/nowhere/nabla", "bin/nabla"])
    func aBinaryThatIsNotThereIsSaid(command: String) throws {
        let line = try error { _ = try environment(["PATH": folder], command: command).executablePath() }
        #expect(line == "cannot tell where \"\(command)\" lies; call it by its full path")
    }

    // MARK: Options

    @Test(arguments: [
        ["--user", "--sys-prefix"], ["--user", "--prefix", "x"], ["--sys-prefix", "--prefix", "x"], ["--prefix", ""],
        ["--name", ""], ["--name", "a b"], ["--name", "../x"], ["--name", "."], ["--name", ".x"], ["--name", "é"],
        ["--name", "a/b"], ["--name", String(repeating: "a", count: 300)], ["--display-name", ""], ["extra"],
    ])
    func wrongOptionsAreRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try InstallCommand.parse(arguments) }
    }

    @Test func theUsersPlaceIsTheDefault() throws {
        #expect(try InstallCommand.parse([]).options.place == .user)
        #expect(try InstallCommand.parse(["--user"]).options.place == .user)
        #expect(try InstallCommand.parse(["--sys-prefix"]).options.place == .sysPrefix)
        #expect(try InstallCommand.parse(["--prefix", "x"]).options.place == .prefix("x"))
    }

    @Test func namesAreInLowerCaseAsJupyterLooksThemUp() throws {
        #expect(try InstallCommand.parse(["--name", "Nabla-2.0_x"]).options.name == "nabla-2.0_x")
    }
}
