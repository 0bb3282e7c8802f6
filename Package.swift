// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Nabla",
    products: [
        .executable(name: "nabla", targets: ["nabla"]),
        .library(name: "Engine", targets: ["Engine"]),
    ],
    dependencies: [
        // Command line of the `nabla` binary: sub-commands, options, help texts.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // Diagnostics on standard error, with levels.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        // System libraries: module maps and shims, nothing else.
        .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
        .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CEdit", providers: [.apt(["libedit-dev"])]),
        // Not linked but loaded when a picture is converted; its headers are not needed.
        .systemLibrary(name: "CRsvg", providers: [.apt(["librsvg2-2"])]),

        // Vector loops in C, one source compiled for each instruction set.
        .target(name: "CKernels"),

        // The files of notebooks/data, embedded in the binary so that it runs anywhere.
        .target(name: "CDatasets"),

        .target(name: "Engine", dependencies: ["CKernels", "CDatasets", "CBLAS", "CZlib"]),
        .target(name: "Drawing"),
        .target(name: "Language"),
        .target(name: "SVGConversion", dependencies: ["CRsvg"]),
        .target(name: "Session", dependencies: ["Language", "Engine", "Drawing", "SVGConversion"]),
        .target(name: "JupyterProtocol", dependencies: ["CSodium"]),
        .target(
            name: "KernelCore",
            dependencies: ["JupyterProtocol", "CSQLite", .product(name: "Logging", package: "swift-log")]),
        .target(
            name: "KernelTransport",
            dependencies: ["KernelCore", "CZeroMQ", .product(name: "Logging", package: "swift-log")]),
        // What Jupyter reads about the kernel, embedded in the binary so that it installs from anywhere.
        .target(
            name: "Kernelspec",
            path: "kernelspec",
            resources: [
                .embedInCode("kernel.json"),
                .embedInCode("logo-32x32.png"),
                .embedInCode("logo-64x64.png"),
                .embedInCode("logo-svg.svg"),
            ]),
        .executableTarget(
            name: "nabla",
            dependencies: [
                "Engine", "Drawing", "Language", "Session", "JupyterProtocol", "KernelCore", "KernelTransport",
                "Kernelspec", "CEdit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),

        .testTarget(name: "EngineTests", dependencies: ["Engine", "CZlib"]),
        .testTarget(name: "DrawingTests", dependencies: ["Drawing"], exclude: ["Golden"]),
        .testTarget(name: "SVGConversionTests", dependencies: ["SVGConversion"]),
        .testTarget(name: "LanguageTests", dependencies: ["Language"], exclude: ["Golden"]),
        .testTarget(
            name: "SessionTests", dependencies: ["Session", "Language", "Engine", "Drawing"], exclude: ["Golden"]),
        .testTarget(name: "JupyterProtocolTests", dependencies: ["JupyterProtocol"]),
        .testTarget(name: "KernelCoreTests", dependencies: ["KernelCore", "JupyterProtocol"]),
        .testTarget(
            name: "KernelTransportTests",
            dependencies: ["KernelTransport", "KernelCore", "JupyterProtocol", "CZeroMQ"]),
        .testTarget(
            name: "NablaTests",
            dependencies: ["nabla", "KernelTransport", "KernelCore", "JupyterProtocol", "CZeroMQ"]),
        // Keeps the imports of every target to the arrows of docs/architecture.md.
        .testTarget(name: "ArchitectureTests"),
    ],
    swiftLanguageModes: [.v6]
)

// Targets that hold no pointer and call no C, but where they say `unsafe`: the compiler proves it.
let memorySafe: Set = ["Drawing", "Language", "Session", "KernelCore"]

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
    if memorySafe.contains(target.name) { target.swiftSettings?.append(.strictMemorySafety()) }
    if target.name == "CKernels" { target.cSettings = [.define("NDEBUG", .when(configuration: .release))] }
}
