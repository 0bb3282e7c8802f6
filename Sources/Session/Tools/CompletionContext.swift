import Language

/// What the tokens before a place say about what can stand there.
struct CompletionContext {
    /// What can stand at the place.
    enum Place {
        /// A member of the value that the names lead to.
        case member([String])
        /// A statement.
        case statement
        /// A word of a verb, or a bare name behind it.
        case word(Entry)
        /// The label of an option; `true` where a value may stand there as well.
        case option(Entry, Bool)
        /// The value of an option.
        case choice(Entry, Parameter)
        /// An operand, or a preposition of the verb.
        case operand(Entry?)
        /// A preposition of the verb: behind a name there is no place for a value.
        case preposition(Entry)
        /// Nothing: the place is in a string or a comment.
        case nothing
    }

    /// What can stand at the place.
    private(set) var place = Place.statement
    /// The part of the word before the place.
    private(set) var prefix = ""
    /// What a completion replaces.
    private(set) var span: Span
    /// `\name`, where the place follows one.
    private(set) var escape: (name: String, span: Span)?

    /// What the place is an argument of.
    var head: Entry? {
        switch place {
        case .option(let entry, _), .choice(let entry, _), .word(let entry), .preposition(let entry): entry
        case .operand(let entry): entry
        case .member, .statement, .nothing: nil
        }
    }

    init(_ source: String, at offset: Int, registry: Registry) {
        let bytes = Array(source.utf8)
        let end = min(max(offset, 0), bytes.count)
        span = Span(end, end)
        if let escape = Self.escape(bytes, end) {
            self.escape = escape
            return
        }
        let before = String(decoding: bytes[..<end], as: UTF8.self)
        var tokens = tokenize(before).filter { !($0.kind == .newline && $0.span.start >= end) }
        if let last = tokens.last, last.span.end >= end,
            last.kind == .comment || last.kind == .text || last.kind == .invalid
        {
            place = .nothing
            return
        }
        if let last = tokens.last, last.span.end == end, Self.isWord(last) {
            prefix = String(decoding: bytes[last.span.start..<end], as: UTF8.self)
            span = last.span
            tokens.removeLast()
        }
        place = Self.place(after: tokens, registry)
    }

    private static func isWord(_ token: Token) -> Bool {
        token.kind == .name || token.kind == .keyword || token.kind == .preposition
    }

    /// A backslash and letters that end at the place.
    private static func escape(_ bytes: [UInt8], _ end: Int) -> (name: String, span: Span)? {
        var start = end
        while start > 0, isEscapeByte(bytes[start - 1]) { start -= 1 }
        guard start > 0, bytes[start - 1] == UInt8(ascii: "\\") else { return nil }
        return (name: String(decoding: bytes[start..<end], as: UTF8.self), span: Span(start - 1, end))
    }

    private static func isEscapeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "^"):
            true
        default: false
        }
    }

    private static func place(after tokens: [Token], _ registry: Registry) -> Place {
        if let last = tokens.last, last.text == ".", last.kind == .operator {
            return .member(path(tokens.dropLast()))
        }
        let statement = statement(tokens)
        if let call = openCall(statement, registry) { return inside(call.entry, statement[call.start...]) }
        // `H = train N on D, …`: what counts is the command behind the equals sign.
        var command = statement
        if command.count >= 2, command[command.startIndex + 1].text == "=", command[command.startIndex].kind == .name {
            command = command.dropFirst(2)
        }
        guard let head = command.first else { return statement.isEmpty ? .statement : .operand(nil) }
        if let entry = registry.entry(head.text), entry.category == .verb {
            if entry.takesNames { return .word(entry) }
            if let last = command.dropFirst().last, last.kind == .name { return .preposition(entry) }
            return inside(entry, command.dropFirst())
        }
        let isNetwork = command.contains { $0.text == "->" || $0.text == "→" }
        return isNetwork ? inside(Entry.network, command) : .operand(nil)
    }

    /// The place within the arguments of a call or a command.
    private static func inside(_ entry: Entry, _ tokens: ArraySlice<Token>) -> Place {
        guard let last = tokens.last else { return .operand(entry) }
        if last.text == "=", let label = tokens.dropLast().last, let index = entry.index(of: label.text) {
            return .choice(entry, entry.parameters[index])
        }
        if last.text == "," { return .option(entry, true) }
        return .operand(entry)
    }

    /// The tokens of the statement that the place is in.
    private static func statement(_ tokens: [Token]) -> ArraySlice<Token> {
        var depth = 0
        for (position, token) in tokens.enumerated().reversed() {
            switch token.text {
            case ")", "]": depth += 1
            case "(", "[": depth -= 1
            default: break
            }
            let ends = token.kind == .newline || (token.kind == .separator && token.text == ";")
            if ends, depth >= 0 { return tokens[(position + 1)...] }
        }
        return tokens[...]
    }

    /// The innermost call whose parenthesis is open.
    private static func openCall(_ tokens: ArraySlice<Token>, _ registry: Registry) -> (entry: Entry, start: Int)? {
        var depth = 0
        for position in tokens.indices.reversed() {
            switch tokens[position].text {
            case ")", "]": depth += 1
            case "[" where depth > 0: depth -= 1
            case "(":
                if depth > 0 {
                    depth -= 1
                } else if position > tokens.startIndex, let entry = registry.entry(tokens[position - 1].text) {
                    return (entry: entry, start: position + 1)
                }
            default: break
            }
        }
        return nil
    }

    /// `D.train` before a full stop, as names.
    static func path(_ tokens: ArraySlice<Token>) -> [String] {
        var names: [String] = []
        var position = tokens.endIndex - 1
        while position >= tokens.startIndex, isWord(tokens[position]) {
            names.insert(tokens[position].text, at: 0)
            guard position - 1 >= tokens.startIndex, tokens[position - 1].text == "." else { break }
            position -= 2
        }
        return names
    }
}
