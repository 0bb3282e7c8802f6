import ArgumentParser
import Glibc
import Session

/// `nabla reference`: prints the reference of the language; `make docs` keeps it in docs/reference.md.
struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the reference of the language as Markdown.")

    func run() {
        StandardStreams.write(Reference.markdown, to: STDOUT_FILENO)
    }
}
