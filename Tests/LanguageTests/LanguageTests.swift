import Language
import Testing

@Test func exampleProgramParses() {
    let result = parse(program, vocabulary: vocabulary)
    for diagnostic in result.diagnostics { Issue.record("\(diagnostic.rendered(in: program, color: false))") }
    #expect(result.statements.count == 32)
}
