import Engine
import Language
import Testing

@testable import Session

@Suite struct MatrixBlockTests {
    private let machine = Machine(registry: .standard)
    private let matrix = Matrix(rows: 300, columns: 2, elements: (0..<600).map { Double($0) })

    @Test func blocksMakeTheWholeResult() throws {
        var rows: [Int] = []
        let result = try matrix.inBlocks(cost: 1_000_000_000, machine: machine, at: Span(0, 1)) {
            (block) throws(EngineError) in
            rows.append(block.rows)
            return block.map { $0 + 1 }
        }
        #expect(rows == [128, 128, 44])
        #expect(result == matrix.map { $0 + 1 })
    }

    @Test func whatIsSmallStaysWhole() throws {
        let result = try matrix.inBlocks(cost: 100, machine: machine, at: Span(0, 1)) {
            (block) throws(EngineError) in
            block.transposed()
        }
        #expect(result == matrix.transposed())
    }

    @Test func anInterruptEndsItBetweenBlocks() {
        var blocks = 0
        machine.isCancelled = { blocks > 0 }
        let diagnostic = #expect(throws: Diagnostic.self) {
            try matrix.inBlocks(cost: 1_000_000_000, machine: machine, at: Span(0, 1)) {
                (block) throws(EngineError) in
                blocks += 1
                return block
            }
        }
        #expect(diagnostic?.kind == .interrupted)
        #expect(blocks == 1)
    }
}
