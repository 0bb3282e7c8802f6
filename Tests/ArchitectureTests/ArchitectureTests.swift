import FoundationEssentials
import Testing

/// The package's own sources against the table.
struct ArchitectureTests {
    private let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    private func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(root)/\(path)"), encoding: .utf8)
    }

    private func manifest() throws -> Manifest {
        Manifest(try text("Package.swift"))
    }

    @Test func everySourceKeepsToTheArrows() throws {
        var sources = 0
        for target in try manifest().targets.values where target.kind.hasSources {
            let files = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(target.folder)")
            for file in files.sorted() where [".swift", ".c", ".h", ".inc"].contains(where: { file.hasSuffix($0) }) {
                let path = "\(target.folder)/\(file)"
                let violations = Architecture.house.violations(in: try text(path), of: target.name)
                #expect(violations.isEmpty, "\(path): \(violations.joined(separator: "; "))")
                sources += 1
            }
        }
        #expect(sources > 0)
    }

    @Test func everyFolderOfSourcesIsATarget() throws {
        let folders = try manifest().targets.values.map(\.folder)
        for folder in try FileManager.default.contentsOfDirectory(atPath: "\(root)/Sources") {
            #expect(folders.contains("Sources/\(folder)"), "Sources/\(folder) is no target of Package.swift")
        }
    }

    @Test func theManifestDeclaresTheArrows() throws {
        let manifest = try manifest()
        #expect(Architecture.house.differences(from: manifest) == [])
        for name in Architecture.house.rules.keys.sorted() {
            #expect(manifest.targets[name] != nil, "\(name) has a rule and is not in Package.swift")
        }
    }
}
