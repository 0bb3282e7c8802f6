import Foundation
import Language
import Testing

@testable import Session

@Suite struct RegistryTests {
    static let entries = Registry.standard.entries + [Entry.network]

    @Test(arguments: entries.map(\.name))
    func exampleRuns(_ name: String) throws {
        let entry = try #require(Self.entries.first { $0.name == name })
        #expect(!entry.example.isEmpty)
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Session().run(
            entry.example.replacing(/"(\w+\.\w+)"/) { "\"\(folder.path)/\($0.1)\"" }, answers: [.line("an answer")])
    }

    @Test(arguments: HelpTopic.all.map(\.name))
    func topicRuns(_ name: String) throws {
        let topic = try #require(HelpTopic.all.first { $0.name == name })
        try Session().run(topic.example)
    }

    @Test func spellingsAreUnique() {
        let spellings = Registry.standard.entries.flatMap(\.spellings)
        #expect(Set(spellings).count == spellings.count)
        // Where a value is due, the parser takes step for the name of the schedule.
        let keywords = Keyword.allCases.filter { $0 != .step }
        let words = Set(keywords.map(\.rawValue) + Preposition.allCases.map(\.rawValue))
        #expect(words.isDisjoint(with: spellings))
    }

    @Test func everyEntryIsDocumented() {
        for entry in Self.entries {
            #expect(!entry.summary.isEmpty && !entry.summary.hasSuffix("."), "\(entry.name)")
            for parameter in entry.parameters {
                #expect(
                    !parameter.summary.isEmpty && !parameter.summary.hasSuffix("."), "\(entry.name) \(parameter.label)")
                #expect(parameter.role != .option || !parameter.defaultText.isEmpty, "\(entry.name) \(parameter.label)")
            }
        }
    }

    /// The names that errors point to with `help` all have a page.
    @Test(arguments: [
        ("activations", "Activations\n"), ("schedules", "Schedules of the learning rate\n"), ("losses", "Losses\n"),
        ("data", "Data\n"),
        ("convention", "use convention "), ("functions", "functions\n"),
    ])
    func helpOnAGroup(_ name: String, _ beginning: String) throws {
        #expect(try #require(try Session().run("help \(name)").displayed.first).hasPrefix(beginning))
    }

    @Test(arguments: SyntaxTopic.allCases)
    func syntaxTopicHasAPage(_ topic: SyntaxTopic) throws {
        let output = try Session().run("help \(topic.rawValue)")
        #expect(output.displayed.count == 1)
    }

    @Test(arguments: entries.flatMap(\.spellings))
    func helpKnows(_ name: String) throws {
        let text = try #require(try Session().run("help \(name)").displayed.first)
        #expect(text.contains("Example:"))
    }

    @Test func helpWithoutANameListsEverything() throws {
        let text = try #require(try Session().run("help").displayed.first)
        let words = Set(text.split { " ,\n".contains($0) }.map(String.init))
        for entry in Registry.standard.entries { #expect(words.contains(entry.name), "\(entry.name)") }
        for topic in HelpTopic.all { #expect(words.contains(topic.name), "\(topic.name)") }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 })
    }

    @Test func theFirstPageBeginsWithAProgramThatRuns() throws {
        let first = Help.overview(.standard).plain
        #expect(first.contains(Page.indented(Help.firstSession)))
        let output = try Session().run(Help.firstSession)
        #expect(output.result != nil)
    }

    @Test(arguments: Diagnostic.Kind.allCases)
    func everyKindOfErrorHasAPage(_ kind: Diagnostic.Kind) throws {
        let text = try #require(try Session().run("help \(kind.rawValue)").displayed.first)
        #expect(text.contains("Example:") && text.count > 200)
    }

    @Test func aPageIsTheSameInAllForms() throws {
        for name in ["", "train", "shapes", "η", "mixture", "functions"] {
            let output = try Session().run("help \(name)")
            guard case .display(let rendering) = output.events.first else {
                Issue.record("no page on \(name)")
                continue
            }
            let markdown = try #require(rendering.markdown)
            let html = try #require(rendering.html)
            #expect(!rendering.plain().contains("`") && markdown.contains("**") && html.contains("<p>"))
            #expect(html.count { $0 == "<" } == html.count { $0 == ">" })
        }
    }

    @Test func helpOnAnOption() throws {
        let text = try #require(try Session().run("help η").displayed.first)
        #expect(text.contains("learning_rate of train") && text.contains("learning_rate of adam "))
    }

    @Test func aVerbWrittenAsAFunctionShowsItsResultOnce() throws {
        let output = try Session().run("N = 2 -> 1 sigmoid\nplot(boundary(N), xor)")
        #expect(output.displayed.count == 1)
    }

    @Test func everyVerbIsAFunctionToo() throws {
        let session = Session()
        try session.run("N = 2 -> 3 tanh -> 1 sigmoid")
        let asCommand = try session.number("train(N, xor, epochs=3).loss[4]")
        try session.run("reset N\nH = train N on xor, epochs=3")
        #expect(try session.number("H.loss[4]") == asCommand)
    }
}
