import KernelCore
import Session

/// A session's output on its way to the kernel's clients.
final class KernelOutput: Output {
    private let sink: any OutputSink
    private let displayPrefix: String

    init(_ sink: any OutputSink, displayPrefix: String) {
        self.sink = sink
        self.displayPrefix = displayPrefix
    }

    func print(_ text: String) { sink.write(text, to: .standardOutput) }
    func warn(_ text: String) { sink.write(text, to: .standardError) }
    func display(_ rendering: Rendering) { sink.display(rendering.bundle, identifier: nil) }
    func result(_ rendering: Rendering) { sink.result(rendering.bundle) }
    func clear(wait: Bool) { sink.clear(wait: wait) }

    func ask(_ prompt: String, isPassword: Bool) -> Answer {
        switch sink.ask(prompt, isPassword: isPassword) {
        case .text(let text): .line(text)
        case .end: .end
        case .interrupted: .interrupted
        case .refused: .unavailable
        }
    }

    func displayLive(_ rendering: Rendering, identifier: Int) {
        sink.display(rendering.bundle, identifier: "\(displayPrefix)-\(identifier)")
    }

    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) {
        sink.update(rendering.bundle, identifier: "\(displayPrefix)-\(identifier)")
    }
}

/// Keeps the result of an expression and drops everything else.
final class ResultOutput: Output {
    private(set) var result: Rendering?

    func result(_ rendering: Rendering) { result = rendering }
    func print(_ text: String) {}
    func warn(_ text: String) {}
    func display(_ rendering: Rendering) {}
    func displayLive(_ rendering: Rendering, identifier: Int) {}
    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) {}
    func clear(wait: Bool) {}
}
