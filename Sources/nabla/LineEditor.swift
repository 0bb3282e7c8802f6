import CEdit
import Glibc

/// Reads lines from a terminal by libedit: with arrows, Emacs' keys, a history to walk through and Tab.
final class LineEditor {
    /// What Tab puts in place of the text before the cursor.
    struct Completions {
        /// How many scalars before the cursor are replaced.
        var length: Int
        /// The texts to choose from.
        var texts: [String]
    }

    /// Completes the text from the beginning of the line to the cursor.
    var complete: (String) -> Completions = { _ in Completions(length: 0, texts: []) }

    private let editor: OpaquePointer
    private let history: OpaquePointer
    private let input: TerminalInput
    /// The prompt, with a zero at its end.
    private let prompt = UnsafeMutableBufferPointer<wchar_t>.allocate(capacity: 64)
    private var columns = StandardStreams.columns
    private var wasInterrupted = false

    /// How many cells the arrows reach.
    private static let historySize: Int32 = 1000
    /// How many choices Tab shows.
    private static let mostChoices = 100

    /// Takes over the terminal while it reads; nil where standard input or output is none, or one that cannot redraw.
    init?(input: TerminalInput) {
        guard isatty(STDIN_FILENO) == 1, StandardStreams.isScreen(STDOUT_FILENO), Self.usesUTF8(),
            let history = history_winit()
        else { return nil }
        guard let editor = edit_start("nabla") else {
            history_wend(history)
            return nil
        }
        self.editor = editor
        self.history = history
        self.input = input
        prompt.initialize(repeating: 0)
        let client = Unmanaged.passUnretained(self).toOpaque()
        let failures = [
            edit_set_client(editor, client),
            edit_set_prompt(editor) { LineEditor.owner(of: $0)?.prompt.baseAddress },
            edit_set_reader(editor) { editor, character in LineEditor.owner(of: editor)?.read(character) ?? -1 },
            edit_set_keys(editor) { editor, _ in LineEditor.owner(of: editor)?.completeLine() ?? UInt8(CC_ERROR) },
            edit_set_history(editor, history, Self.historySize),
        ]
        guard failures.allSatisfy({ $0 == 0 }) else { return nil }
    }

    deinit {
        el_end(editor)
        history_wend(history)
        prompt.deallocate()
    }

    /// Adds a cell to what the arrows reach, as one entry whatever lines it has.
    func remember(_ cell: String) {
        guard let last = cell.lastIndex(where: { !$0.isWhitespace }) else { return }
        _ = edit_remember(history, Self.wide(cell[...last].unicodeScalars))
    }

    /// Lets a line be typed.
    ///
    /// - Parameters:
    ///   - prompt: what stands before it.
    ///   - start: what the line begins with, as if it were typed.
    func next(prompt text: String, start: String) -> LineReader.Reading {
        for (index, character) in Self.wide(text.unicodeScalars.prefix(prompt.count - 1)).enumerated() {
            prompt[index] = character
        }
        wasInterrupted = false
        input.insert(start)
        _ = edit_take_keys(editor)
        var count: Int32 = 0
        guard let line = el_wgets(editor, &count), count > 0 else { return wasInterrupted ? .interrupted : .end }
        var scalars = Self.scalars(UnsafeBufferPointer(start: line, count: Int(count)))
        if scalars.last == "\n" { scalars.removeLast() }
        return .line(String(scalars))
    }

    // MARK: What libedit calls

    private static func owner(of editor: OpaquePointer?) -> LineEditor? {
        edit_client(editor).map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
    }

    private func read(_ character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
        if columns != StandardStreams.columns {
            columns = StandardStreams.columns
            el_resize(editor)
        }
        switch input.next() {
        case .scalar(let scalar):
            character?.pointee = wchar_t(scalar.value)
            return 1
        case .interrupted:
            wasInterrupted = true
            return -1
        case .end:
            return 0
        }
    }

    private func completeLine() -> UInt8 {
        guard let info = el_wline(editor)?.pointee, let start = info.buffer, let cursor = info.cursor else {
            return UInt8(CC_ERROR)
        }
        let before = Self.scalars(UnsafeBufferPointer(start: start, count: max(cursor - start, 0)))
        if before.allSatisfy({ $0 == " " }) {
            // At the beginning of a line Tab indents.
            el_winsertstr(editor, Self.wide("  ".unicodeScalars))
            return UInt8(CC_REFRESH)
        }
        let completions = complete(String(before))
        guard (0...before.count).contains(completions.length), let first = completions.texts.first else {
            return UInt8(CC_ERROR)
        }
        let common = completions.texts.dropFirst().reduce(Array(first.unicodeScalars)) { common, text in
            zip(common, text.unicodeScalars).prefix { $0 == $1 }.map(\.0)
        }
        if completions.texts.count == 1 || common.count > completions.length {
            el_deletestr(editor, Int32(completions.length))
            el_winsertstr(editor, Self.wide(common))
            return UInt8(CC_REFRESH)
        }
        show(completions.texts)
        return UInt8(CC_REDISPLAY)
    }

    /// Shows choices under the line, in rows.
    private func show(_ texts: [String]) {
        var rows = [""]
        for text in texts.prefix(Self.mostChoices) + (texts.count > Self.mostChoices ? ["…"] : []) {
            let row = rows[rows.count - 1]
            if row.isEmpty {
                rows[rows.count - 1] = text
            } else if row.count + 2 + text.count < columns {
                rows[rows.count - 1] = row + "  " + text
            } else {
                rows.append(text)
            }
        }
        StandardStreams.write("\n" + rows.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
    }

    // MARK: Characters

    /// Characters as libedit takes them, with a zero at their end.
    private static func wide(_ scalars: some Sequence<Unicode.Scalar>) -> [wchar_t] {
        scalars.map { wchar_t($0.value) } + [0]
    }

    private static func scalars(_ characters: UnsafeBufferPointer<wchar_t>) -> String.UnicodeScalarView {
        String.UnicodeScalarView(characters.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" })
    }

    /// Makes the C library write UTF-8, whatever the environment says: the language is full of letters beyond ASCII.
    private static func usesUTF8() -> Bool {
        ["", "C.UTF-8"].contains { (name: String) in
            setlocale(LC_CTYPE, name) != nil && String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
        }
    }
}
