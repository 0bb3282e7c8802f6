/// The targets of a Package.swift, read from its text: enough for the declarations that this package writes.
struct Manifest {
    /// How a target is declared.
    enum Kind: String, CaseIterable {
        case target
        case executableTarget
        case systemLibrary
        case testTarget

        /// Whether its sources are the package's own and no tests.
        var hasSources: Bool { self == .target || self == .executableTarget }
    }

    /// One declaration.
    struct Target {
        var kind: Kind
        var name: String
        /// The folder given by `path:`, or else the usual one.
        var folder: String
        /// The own targets it depends on.
        var targets: Set<String>
        /// The products of other packages it depends on.
        var products: Set<String>
    }

    /// The targets by name.
    private(set) var targets: [String: Target] = [:]

    /// Reads a manifest.
    init(_ text: String) {
        let code = text.split(separator: "\n")
            .filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }
            .joined(separator: "\n")
        for kind in Kind.allCases {
            for range in code.ranges(of: ".\(kind.rawValue)(name:") + code.ranges(of: ".\(kind.rawValue)(\n") {
                let declaration = Self.bracketed(code[range.lowerBound...])
                guard let name = Self.label("name", in: declaration) else { continue }
                var own = Self.list("dependencies", in: declaration)
                var products: Set<String> = []
                while let product = own.firstRange(of: ".product(") {
                    let call = Self.bracketed(own[product.lowerBound...])
                    if let name = Self.label("name", in: call) { products.insert(name) }
                    own.removeSubrange(product.lowerBound..<own.index(product.lowerBound, offsetBy: call.count))
                }
                targets[name] = Target(
                    kind: kind, name: name,
                    folder: Self.label("path", in: declaration) ?? (kind == .testTarget ? "Tests/" : "Sources/") + name,
                    targets: Set(Self.strings(own)), products: products)
            }
        }
    }

    /// A call or list from its start to the bracket that closes it.
    private static func bracketed(_ code: Substring) -> Substring {
        var depth = 0
        for index in code.indices {
            switch code[index] {
            case "(", "[": depth += 1
            case ")", "]":
                depth -= 1
                if depth == 0 { return code[...index] }
            default: break
            }
        }
        return code
    }

    /// The string after a label.
    private static func label(_ label: String, in code: Substring) -> String? {
        guard let range = code.firstRange(of: "\(label): \"") else { return nil }
        return String(code[range.upperBound...].prefix { $0 != "\"" })
    }

    /// The list after a label, its brackets included.
    private static func list(_ label: String, in code: Substring) -> Substring {
        guard let range = code.firstRange(of: "\(label): [") else { return "" }
        return bracketed(code[code.index(before: range.upperBound)...])
    }

    /// The strings between quotes.
    private static func strings(_ code: Substring) -> [String] {
        code.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}
