import FoundationEssentials
import Glibc
import JupyterProtocol
import Testing

@testable import KernelTransport

/// How many percent of the long runs are asked for.
private let percent = getenv("NABLA_SOAK").flatMap { Int(String(cString: $0)) } ?? 0

/// Long runs, for `make soak`.
@Suite(.serialized, .enabled(if: percent > 0, "make soak runs these"))
struct SoakTests {
    private static func scaled(_ count: Int) -> Int { max(1, count * percent / 100) }

    /// Resident memory after many cells is what it was after some.
    @Test func memoryStaysAsItIs() throws {
        let kernel = try KernelProcess()
        let client = try TestClient.welcomed(by: kernel.connection)
        let cells = [
            "1 + 1", "x = 3\\nx^2", "print \\\"hello\\\"", "f(x) = x^2\\nf'(3)", "undefined_name",
            "N = 2 -> 3 tanh -> 1 sigmoid",
            "[1, 2; 3, 4] · [1; 1]",
        ]
        func run(_ count: Int) throws {
            for number in 0..<count {
                let cell = try client.send(code: cells[number % cells.count], #","stop_on_error":false"#)
                _ = try client.reply(to: cell)
                #expect(try client.publications(on: cell).last == TestClient.idle)
            }
        }
        // What is allocated once is there after these.
        let warmUp = min(70_000, Self.scaled(70_000))
        try run(warmUp)
        let before = try kernel.residentMemory
        try run(Self.scaled(100_000))
        let growth = try kernel.residentMemory - before
        print("resident memory: \(before >> 10) KiB after \(warmUp) executions, \(growth >> 10) KiB more at the end")
        #expect(abs(growth) <= 2 << 20)
    }

    @Test func manyRestarts() throws {
        let kernel = try KernelProcess()
        for round in 1...Self.scaled(50) {
            let client = try TestClient.welcomed(by: kernel.connection)
            #expect(try client.reply(to: try client.send(code: "\(round)")).contains(#""execution_count":1,"#))
            let shutdown = try client.send("shutdown_request", #"{"restart":true}"#, on: .control)
            #expect(try client.reply(to: shutdown, on: .control).hasPrefix("shutdown_reply"))
            #expect(try kernel.waitForEnd() == 0)
            try kernel.start()
        }
    }

    @Test func manyKernelsSideBySide() throws {
        let kernels = try (0..<Self.scaled(40)).map { _ in try KernelProcess() }
        let clients = try kernels.map { try TestClient.welcomed(by: $0.connection) }
        for round in 1...10 {
            let cells = try clients.map { try $0.send(code: "sum(normals(100, 100))") }
            for (client, cell) in zip(clients, cells) {
                #expect(try client.reply(to: cell).contains(#""execution_count":\#(round),"#))
            }
        }
        for client in clients { try client.send("shutdown_request", on: .control) }
        for kernel in kernels { #expect(try kernel.waitForEnd() == 0) }
    }
}
