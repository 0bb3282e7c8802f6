import Language

/// What the tokens before a place say about what can stand there.
struct CompletionContext {
    /// What can stand at the place; of several sorts where several can.
    struct Place {
        /// What the place is an argument of.
        var head: Entry?
        /// Whether a statement can begin here.
        var beginsStatement = false
        /// Whether a value can stand here.
        var takesValue = false
        /// Whether a command that gives a value can stand here, as right of `=`.
        var takesCommand = false
        /// The parameter that a value here is given to.
        var parameter: Parameter?
        /// Whether an activation can stand here: behind the size of a layer.
        var takesActivation = false
        /// Whether a layer can stand here: behind an arrow.
        var takesLayer = false
        /// The options that can be given here.
        var options: [Parameter] = []
        /// The prepositions that can stand here, by their parameters.
        var prepositions: [Parameter] = []
        /// The keywords that can stand here.
        var keywords: [Keyword] = []
        /// The verb whose words or bare names stand here, and those given already.
        var names: (verb: Entry, given: [String])?
        /// The words that can follow the verb here.
        var words: (verb: Entry, words: [String])?
        /// The variables among whose tables are columns that can be named here.
        var tables: [String] = []
        /// The columns that are named already.
        var givenColumns: [String] = []
        /// The parameters of the function whose body the place is in.
        var ownParameters: [String] = []
        /// The names that lead to the value whose member stands here.
        var path: [String]?
    }

    /// What can stand at the place.
    private(set) var place = Place()
    /// The part of the word before the place.
    private(set) var prefix = ""
    /// What a completion replaces: the word that the place is in or behind.
    private(set) var span: Span
    /// Whether `=` follows the word.
    private(set) var isLabel = false
    /// `\name`, where the place follows one.
    private(set) var escape: (name: String, span: Span)?

    init(_ source: String, at offset: Int, registry: Registry) {
        let bytes = Array(source.utf8)
        var end = min(max(offset, 0), bytes.count)
        // Within a character there is no place.
        while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
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
            return
        }
        if let last = tokens.last, last.span.end == end, Self.isWord(last) {
            prefix = String(decoding: bytes[last.span.start..<end], as: UTF8.self)
            span = last.span
            tokens.removeLast()
            let whole = tokenize(String(decoding: bytes[span.start...], as: UTF8.self))
            if let word = whole.first, Self.isWord(word) {
                span = Span(span.start, max(end, span.start + word.span.end))
                isLabel = whole.dropFirst().first?.text == "="
            }
        } else if let last = tokens.last, last.span.end == end, last.kind == .number {
            // A number goes on here, nothing else.
            return
        }
        place = Self.place(after: tokens.filter { $0.kind != .comment }, registry)
        let behind = tokenize(String(decoding: bytes[span.end...], as: UTF8.self))
        let given = Frame.labels(in: behind.filter { $0.kind != .comment })
        place.options.removeAll { option in option.spellings.contains(where: given.contains) }
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
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    // MARK: The place

    private static func place(after tokens: [Token], _ registry: Registry) -> Place {
        if let last = tokens.last, last.text == ".", last.kind == .operator {
            return Place(path: path(tokens.dropLast()))
        }
        let frame = Frame.innermost(tokens, registry)
        var place =
            switch frame.opening {
            case .call(let entry): arguments(of: entry, frame.tokens[...], in: frame, isCommand: false)
            case .bracket: columns(in: frame, registry) ?? operand(frame.tokens[...], in: frame)
            case .statement: statement(frame, registry)
            }
        if frame.mayBeginStatement { place.beginsStatement = true }
        place.ownParameters = DefinitionHeader(tokens, at: tokens.count)?.parameters ?? []
        return place
    }

    /// The place in a statement outside of all brackets.
    private static func statement(_ frame: Frame, _ registry: Registry) -> Place {
        var tokens = frame.tokens[...]
        if tokens.first?.text == Keyword.time.rawValue { tokens = tokens.dropFirst() }
        guard let first = tokens.first else { return Place(beginsStatement: true, takesValue: true) }
        if let keyword = Keyword(rawValue: first.text), first.kind == .keyword {
            return block(keyword, tokens.dropFirst(), in: frame)
        }
        // `H = train N on D, …`: what counts is the command behind the equals sign.
        if let equals = tokens.firstIndex(where: { $0.text == "=" }),
            tokens[..<equals].allSatisfy({ isWord($0) || $0.text == "," || $0.text == "." }),
            registry.entry(first.text)?.category != .verb
        {
            tokens = tokens[(equals + 1)...]
        }
        guard let head = tokens.first else { return Place(takesValue: true, takesCommand: true) }
        if head.text == Keyword.sweep.rawValue { return binders(tokens.dropFirst(), in: frame) }
        if let entry = registry.entry(head.text), entry.category == .verb, head.kind == .name {
            if entry.takesNames {
                return Place(head: entry, names: (verb: entry, given: tokens.dropFirst().map(\.text)))
            }
            tokens = tokens.dropFirst()
            let isBare = tokens.isEmpty
            if let word = tokens.first?.text, entry.words.contains(word) { tokens = tokens.dropFirst() }
            var place = arguments(of: entry, tokens, in: frame, isCommand: true)
            if isBare, !entry.words.isEmpty {
                place.words = (verb: entry, words: entry.words)
                // What follows a word is not what it begins with.
                if place.parameter?.choices.isEmpty == false { place.takesValue = false }
                place.prepositions = []
            }
            return place
        }
        guard let comma = tokens.firstIndex(where: { $0.text == "," }) else { return operand(tokens, in: frame) }
        // Options behind a network or a call that is the whole line.
        let before = tokens[..<comma]
        let called = before.count == 2 ? frame.calls[comma - 1] : nil
        let entry = before.contains { $0.text == "->" } ? Entry.network : called
        guard let entry else { return operand(tokens, in: frame) }
        return arguments(of: entry, tokens, in: frame, isCommand: true)
    }

    /// The place behind a keyword that begins a statement.
    private static func block(_ keyword: Keyword, _ rest: ArraySlice<Token>, in frame: Frame) -> Place {
        switch keyword {
        case .for, .sweep: return binders(rest, in: frame)
        case .else where rest.isEmpty: return Place(keywords: [.if])
        case .end, .break: return Place()
        case .record:
            guard rest.contains(where: { $0.text == "=" }), rest.last?.text != "," else { return Place() }
            return operand(rest, in: frame)
        case .while, .if, .else, .in, .and, .or, .not, .step, .time: return operand(rest, in: frame)
        }
    }

    /// The place in `a in values, b in values`: a new name, `in`, or what is run over.
    private static func binders(_ tokens: ArraySlice<Token>, in frame: Frame) -> Place {
        let last = tokens.lastIndex { $0.text == "," } ?? tokens.startIndex - 1
        let binder = tokens[(last + 1)...]
        if binder.contains(where: { $0.text == Keyword.in.rawValue }) { return operand(binder, in: frame) }
        return binder.isEmpty ? Place() : Place(keywords: [.in])
    }

    /// The place in `by=(a, b)` or `by (a, b)`, where the names of columns stand; `nil` in any other bracket.
    private static func columns(in frame: Frame, _ registry: Registry) -> Place? {
        guard let outer = frame.enclosing.last, let last = outer.tokens.last,
            last.text == "=" || last.kind == .preposition, frame.tokens.last.map({ $0.text == "," }) ?? true
        else { return nil }
        var place: Place
        switch outer.opening {
        case .call(let entry): place = arguments(of: entry, outer.tokens[...], in: outer, isCommand: false)
        case .statement: place = statement(outer, registry)
        case .bracket: return nil
        }
        guard place.parameter?.namesColumns == true else { return nil }
        place.takesValue = false
        place.givenColumns = frame.tokens.filter { $0.kind == .name }.map(\.text)
        return place
    }

    /// The place in an expression that is an argument of nothing.
    private static func operand(_ tokens: ArraySlice<Token>, in frame: Frame) -> Place {
        var place = Place()
        addOperand(to: &place, tokens, in: frame)
        return place
    }

    /// Adds what can stand where an operand is due or behind one.
    private static func addOperand(to place: inout Place, _ tokens: ArraySlice<Token>, in frame: Frame) {
        guard let last = tokens.indices.last, frame.endsOperand(at: last) else {
            place.takesValue = true
            place.takesLayer = tokens.last?.text == "->"
            return
        }
        if let arrow = tokens.lastIndex(where: { $0.text == "->" }) {
            place.head = place.head ?? Entry.network
            // One name behind the size is the activation already, unless it belongs to the size, as in `2h`.
            place.takesActivation = tokens[(arrow + 1)...].count { $0.kind == .name } == 0 || last == arrow + 1
            return
        }
        if tokens.contains(where: { $0.text == ".." }) { place.keywords.append(.step) }
        if place.parameter?.accepts(.truth) ?? true { place.keywords += [.and, .or] }
    }

    /// The place among the arguments of a call or a command.
    private static func arguments(
        of entry: Entry, _ tokens: ArraySlice<Token>, in frame: Frame, isCommand: Bool
    ) -> Place {
        var place = Place(head: entry)
        let labels = tokens.indices.filter { position in
            position > tokens.startIndex && tokens[position].text == "=" && isWord(tokens[position - 1])
        }
        let given = Set(labels.compactMap { entry.index(of: tokens[$0 - 1].text) })
        let used = tokens.filter { $0.kind == .preposition }.map(\.text)
        let start = (tokens.lastIndex { $0.text == "," || $0.kind == .preposition } ?? tokens.startIndex - 1) + 1
        let argument = tokens[start...]
        let isFirst = start == tokens.startIndex
        let isBehindComma = !isFirst && tokens[start - 1].text == ","

        if let label = labels.last, label >= start {
            place.parameter = entry.index(of: tokens[label - 1].text).map { entry.parameters[$0] }
            addOperand(to: &place, tokens[(label + 1)...], in: frame)
            addColumns(to: &place, from: tokens[..<start])
            return place
        }
        let subjects = entry.parameters(in: { $0 != .option }).map(\.parameter)
        let position = tokens[..<start].count { $0.text == "," }
        if argument.isEmpty, isBehindComma || (isFirst && !isCommand) {
            // A function of the cell's own takes each of its parameters by its name, too.
            let labelled =
                entry.definition == nil
                ? entry.parameters(in: { $0 == .option })
                : Array(entry.parameters(in: { _ in true }).dropFirst(max(0, position - labels.count)))
            place.options = labelled.filter { !given.contains($0.index) }.map(\.parameter)
        }
        // A value without a label stands before all options, and in a command before the prepositions.
        let isLate = !labels.isEmpty || (isBehindComma && isCommand && !used.isEmpty)
        if isFirst || isBehindComma {
            let slots =
                isCommand
                ? subjects.filter { $0.role == .subject } : entry.category == .verb ? subjects : entry.parameters
            let slot =
                slots.last?.isRepeated == true ? slots[min(position, slots.count - 1)] : slots.dropFirst(position).first
            place.parameter = slot
            if isLate || slot == nil, argument.isEmpty, !isCommand || !isFirst { return place }
        } else if let preposition = Preposition(rawValue: tokens[start - 1].text) {
            place.parameter = subjects.first { $0.role == .object(preposition) }
        }
        if place.parameter != nil || !argument.isEmpty { addOperand(to: &place, argument, in: frame) }
        if isCommand, !place.takesValue || (argument.isEmpty && isFirst && place.parameter?.isRequired == false) {
            place.prepositions = entry.parameters.filter { parameter in
                if case .object(let preposition) = parameter.role {
                    !used.contains(preposition.rawValue)
                } else {
                    false
                }
            }
        }
        addColumns(to: &place, from: tokens[..<start])
        return place
    }

    /// Adds the columns that can be named, where the parameter takes their names: those of what stands before it.
    private static func addColumns(to place: inout Place, from before: ArraySlice<Token>) {
        guard place.takesValue, let parameter = place.parameter else { return }
        let isCondition = place.head === Entry.filter && parameter.label == "condition"
        guard parameter.namesColumns || isCondition else { return }
        place.tables = before.filter { $0.kind == .name }.map(\.text)
        // Nothing else than a column has a meaning there.
        place.takesValue = isCondition || parameter.accepts(.range)
    }

    /// `D.train` before a full stop, as names.
    static func path(_ tokens: ArraySlice<Token>) -> [String] {
        var names: [String] = []
        var position = tokens.endIndex - 1
        while position >= tokens.startIndex, isWord(tokens[position]) {
            names.insert(tokens[position].text, at: 0)
            guard position - 1 >= tokens.startIndex, tokens[position - 1].text == "." else { return names }
            position -= 2
        }
        // What stands before the full stop is no name: a call, say, whose value is not known.
        return []
    }
}
