import Testing

@testable import Session

@Suite struct ReferenceTests {
    /// `make docs` writes the page; so does recording the golden files.
    @Test func thePrintedReferenceIsCurrent() throws {
        try expectGolden(Reference.markdown, "../../../docs/reference.md")
    }

    @Test func everythingIsInIt() {
        for entry in RegistryTests.entries {
            #expect(Reference.markdown.contains("### \(entry.name)\n\n**`\(entry.signature)`**"), "\(entry.name)")
        }
        for topic in HelpTopic.all { #expect(Reference.markdown.contains("### \(topic.name)\n"), "\(topic.name)") }
    }
}
