/// Which modules each target may import, and what no source may contain.
///
/// This table is where an arrow is added: with a reason, and in docs/architecture.md too.
struct Architecture {
    /// What one target may import.
    struct Rule {
        /// Own targets, directly below it in the house.
        var targets: Set<String> = []
        /// Modules of the toolchain, the system and other packages.
        var libraries: Set<String> = []
    }

    /// The rule of each target that has sources.
    var rules: [String: Rule]

    /// The house as it is meant to be.
    ///
    /// No Foundation below the protocol: it would double the time to start.
    static let house = Architecture(rules: [
        "CKernels": Rule(),
        "CDatasets": Rule(),
        "Engine": Rule(targets: ["CKernels", "CDatasets", "CBLAS", "CZlib"], libraries: ["Glibc", "Synchronization"]),
        "Drawing": Rule(libraries: ["Glibc"]),
        "Language": Rule(libraries: ["Glibc"]),
        "SVGConversion": Rule(targets: ["CRsvg"], libraries: ["Glibc"]),
        "Session": Rule(
            targets: ["Language", "Engine", "Drawing", "SVGConversion"], libraries: ["Glibc", "Synchronization"]),
        "JupyterProtocol": Rule(
            targets: ["CSodium"], libraries: ["FoundationEssentials", "Glibc", "Synchronization"]),
        "KernelCore": Rule(
            targets: ["JupyterProtocol", "CSQLite"],
            libraries: ["FoundationEssentials", "Glibc", "Logging", "Synchronization"]),
        "KernelTransport": Rule(
            targets: ["KernelCore", "CZeroMQ"],
            libraries: ["FoundationEssentials", "Glibc", "Logging", "Synchronization"]),
        "Kernelspec": Rule(),
        "nabla": Rule(
            targets: [
                "Engine", "Drawing", "Language", "Session", "JupyterProtocol", "KernelCore", "KernelTransport",
                "Kernelspec", "CEdit",
            ],
            libraries: ["ArgumentParser", "FoundationEssentials", "Glibc", "Logging", "Synchronization"]),
    ])

    /// The longest file allowed, in lines.
    static let longestFile = 600

    /// What ends the process where an error should be thrown.
    private static let traps = ["try!", "fatalError(", "as!"]

    /// Whether a target may import a module: the standard library (named where more of it is asked for than the
    /// compiler gives), a library of its rule, a target right below it, or one further down.
    ///
    /// A C library is for the target right above it alone, which wraps it.
    func allows(_ module: String, in target: String) -> Bool {
        guard let rule = rules[target] else { return false }
        if module == "Swift" { return true }
        if rule.libraries.contains(module) || rule.targets.contains(module) { return true }
        return !module.hasPrefix("C") && reaches(module, from: rule.targets)
    }

    /// What is wrong with one source file of a target, each as one line.
    func violations(in source: String, of target: String) -> [String] {
        var violations: [String] = []
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.count > Self.longestFile + 1 {
            violations.append("\(lines.count - 1) lines, more than \(Self.longestFile)")
        }
        for (index, line) in lines.enumerated() {
            let code = line.drop(while: \.isWhitespace)
            if code.hasPrefix("//") { continue }
            if let module = importedModule(code), !allows(module, in: target) {
                violations.append("line \(index + 1): \(target) may not import \(module)")
            }
            for trap in Self.traps where contains(trap, code) {
                violations.append("line \(index + 1): \(trap) ends the process")
            }
        }
        return violations
    }

    /// What differs between the house and the targets a manifest declares, each as one line.
    ///
    /// An arrow to a target that the manifest does not have (yet) is no difference.
    func differences(from manifest: Manifest) -> [String] {
        var differences: [String] = []
        for target in manifest.targets.values.sorted(by: { $0.name < $1.name }) where target.kind.hasSources {
            guard let rule = rules[target.name] else {
                differences.append("\(target.name) is in Package.swift and has no rule")
                continue
            }
            for name in target.targets.subtracting(rule.targets).sorted() {
                differences.append("\(target.name) → \(name) is in Package.swift and no arrow")
            }
            for name in rule.targets.subtracting(target.targets).sorted() where manifest.targets[name] != nil {
                differences.append("\(target.name) → \(name) is an arrow and not in Package.swift")
            }
            for name in target.products.subtracting(rule.libraries).sorted() {
                differences.append("\(target.name) may not use the product \(name)")
            }
        }
        return differences
    }

    private func reaches(_ target: String, from start: Set<String>) -> Bool {
        var reached = start
        var left = Array(start)
        while let next = left.popLast() {
            for below in rules[next]?.targets ?? [] where reached.insert(below).inserted { left.append(below) }
        }
        return reached.contains(target)
    }

    /// The module of an import declaration, whatever attributes, access level and kind it has.
    private func importedModule(_ code: Substring) -> String? {
        let words = code.split { $0.isWhitespace || $0 == ";" }
        guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count else { return nil }
        let levels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        guard words[..<keyword].allSatisfy({ $0.hasPrefix("@") || levels.contains($0) }) else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]
        let path = kinds.contains(words[keyword + 1]) && keyword + 2 < words.count ? keyword + 2 : keyword + 1
        return words[path].split(separator: ".").first.map(String.init)
    }

    /// Whether a trap stands in the code as a word of its own: `retry!` is another thing.
    private func contains(_ trap: String, _ code: Substring) -> Bool {
        code.ranges(of: trap).contains { range in
            guard range.lowerBound > code.startIndex else { return true }
            let before = code[code.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || before == "_")
        }
    }
}
