internal import FoundationEssentials
internal import KernelCore
internal import Synchronization

/// Text on its way from a worker to the wire thread, joined while it waits.
///
/// So a loop that prints makes a few messages, not one for each line, and what waits takes no more memory than the text. The
/// worker reports each piece that begins, in order with all else that it says; what it writes until the piece is sealed, full
/// or taken is joined to it.
final class TextQueue: Sendable {
    /// Text of one stream and one cell.
    struct Piece: Sendable {
        var text: String
        let stream: OutputStream
        /// The JSON text of the header of the request that runs the cell.
        let parent: Data
    }

    private struct State {
        /// The pieces that came last, in order; the last may still grow.
        var coming: [Piece] = []
        /// The pieces that came before those, in reverse.
        var going: [Piece] = []
        /// Whether something else has been said since the last piece began.
        var isSealed = false
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// Creates a queue whose pieces are full at a number of bytes.
    init(capacity: Int = 1 << 16) { self.capacity = capacity }

    /// Takes text, and tells whether it begins a piece, which is to be reported.
    func add(_ text: String, to stream: OutputStream, parent: Data) -> Bool {
        state.withLock { state in
            let last = state.coming.indices.last
            if let last, !state.isSealed, state.coming[last].text.utf8.count < capacity,
                state.coming[last].stream == stream, state.coming[last].parent == parent
            {
                state.coming[last].text += text
                return false
            }
            state.isSealed = false
            state.coming.append(Piece(text: text, stream: stream, parent: parent))
            return true
        }
    }

    /// Says that something else is said next, which no text may overtake.
    func seal() { state.withLock { $0.isSealed = true } }

    /// The oldest piece, as far as it has come.
    func take() -> Piece? {
        state.withLock { state in
            if state.going.isEmpty {
                state.going = state.coming.reversed()
                state.coming = []
            }
            return state.going.popLast()
        }
    }
}
