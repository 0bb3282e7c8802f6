import Testing

/// The checker sees what it is there to see.
struct CheckerTests {
    @Test(arguments: [
        ("Language", "import Foundation", "Foundation"),
        ("Engine", "import FoundationEssentials", "FoundationEssentials"),
        ("Drawing", "import Engine", "Engine"),
        ("Language", "  internal import Session", "Session"),
        ("Engine", "@testable import Language", "Language"),
        ("Session", "public import struct JupyterProtocol.Message", "JupyterProtocol"),
        ("Session", "@preconcurrency package import CBLAS", "CBLAS"),
        ("KernelTransport", "import CSodium", "CSodium"),
        ("KernelCore", "import KernelTransport", "KernelTransport"),
        ("KernelCore", "import Foundation.NSObject", "Foundation"),
        ("Engine", "import Engine2", "Engine2"),
        ("Unknown", "import Glibc", "Glibc"),
    ])
    func anImportAgainstTheArrows(target: String, line: String, module: String) {
        let violations = Architecture.house.violations(in: "// A file.\n\(line)\n", of: target)
        #expect(violations == ["line 2: \(target) may not import \(module)"])
    }

    @Test(arguments: [
        ("Engine", "import CBLAS"),
        ("Session", "public import Language"),
        ("Language", "@_spi(_Unicode) internal import Swift"),
        ("KernelTransport", "import JupyterProtocol"),
        ("nabla", "internal import FoundationEssentials"),
        ("Language", "// import Foundation"),
        ("Language", "important(Foundation)"),
        ("Language", "let kind = \"import Foundation\""),
    ])
    func anAllowedLine(target: String, line: String) {
        #expect(Architecture.house.violations(in: line, of: target) == [])
    }

    @Test(arguments: [
        ("let x = try! f()", ["line 1: try! ends the process"]),
        ("fatalError()", ["line 1: fatalError( ends the process"]),
        ("\n(x as! Int)", ["line 2: as! ends the process"]),
        ("/// Never `try!`.", []),
        ("try retry!(has!)", []),
        ("x as? Int", []),
    ])
    func aTrap(source: String, expected: [String]) {
        #expect(Architecture.house.violations(in: source, of: "Engine") == expected)
    }

    @Test(arguments: [(600, []), (601, ["601 lines, more than 600"])])
    func aLongFile(lines: Int, expected: [String]) {
        let source = String(repeating: "x\n", count: lines)
        #expect(Architecture.house.violations(in: source, of: "Engine") == expected)
    }

    private let sample = """
        let package = Package(
            name: "Sample",
            products: [.library(name: "Library", targets: ["Upper"])],
            dependencies: [.package(url: "https://example.com/tools", exact: "1.0.0")],
            targets: [
                // .target(name: "Gone"),
                .systemLibrary(name: "CThing", pkgConfig: "thing", providers: [.apt(["libthing-dev"])]),
                .target(name: "Lower", path: "elsewhere"),
                .target(
                    name: "Upper",
                    dependencies: [
                        "Lower", "CThing",
                        .product(name: "Tools", package: "tools"),
                    ]),
                .testTarget(name: "UpperTests", dependencies: ["Upper"]),
            ])
        """

    @Test func aManifestIsRead() throws {
        let manifest = Manifest(sample)
        #expect(manifest.targets.keys.sorted() == ["CThing", "Lower", "Upper", "UpperTests"])
        let upper = try #require(manifest.targets["Upper"])
        #expect(upper.targets == ["Lower", "CThing"])
        #expect(upper.products == ["Tools"])
        #expect(upper.folder == "Sources/Upper")
        #expect(manifest.targets["Lower"]?.folder == "elsewhere")
        #expect(manifest.targets["CThing"]?.kind == .systemLibrary)
        #expect(manifest.targets["UpperTests"]?.folder == "Tests/UpperTests")
    }

    @Test func aManifestThatDiffersIsSeen() {
        func differences(_ rules: [String: Architecture.Rule]) -> [String] {
            Architecture(rules: rules).differences(from: Manifest(sample))
        }
        let upper = Architecture.Rule(targets: ["Lower", "CThing"], libraries: ["Tools"])
        #expect(differences(["Lower": .init(), "Upper": upper]) == [])
        #expect(differences(["Upper": upper]) == ["Lower is in Package.swift and has no rule"])
        #expect(
            differences(["Lower": .init(targets: ["CThing", "Absent"]), "Upper": .init(targets: ["Lower"])])
                == [
                    "Lower → CThing is an arrow and not in Package.swift",
                    "Upper → CThing is in Package.swift and no arrow",
                    "Upper may not use the product Tools",
                ])
    }
}
