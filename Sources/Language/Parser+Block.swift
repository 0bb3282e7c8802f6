extension Parser {
    /// Parses `for x in values … end`.
    mutating func parseFor() throws(Fault) -> Statement.Kind? {
        var binders: [Binder] = []
        let body = try parseBlock { (parser: inout Parser) throws(Fault) in
            binders = try parser.parseBinders()
        }
        return body.map { .loop(binders, body: $0) }
    }

    /// Parses `while condition … end`.
    mutating func parseWhile() throws(Fault) -> Statement.Kind? {
        var condition: Expression?
        let body = try parseBlock { (parser: inout Parser) throws(Fault) in
            condition = try parser.parseExpression()
        }
        guard let condition, let body else { return nil }
        return .whileLoop(condition, body: body)
    }

    /// Parses `sweep x in values, option=value … end`.
    mutating func parseSweep(targets: [Target]) throws(Fault) -> Statement.Kind? {
        var binders: [Binder] = []
        var options: [Option] = []
        let body = try parseBlock { (parser: inout Parser) throws(Fault) in
            binders = try parser.parseBinders()
            if parser.isLabel, parser.previous.symbol == .comma { options = try parser.parseOptions() }
        }
        return body.map { .sweep(targets: targets, binders, options: options, body: $0) }
    }

    /// Parses `if condition … else if condition … else … end`.
    mutating func parseIf() throws(Fault) -> Statement.Kind? {
        let block = try openBlock()
        defer { blocks.removeLast() }
        var branches: [Branch] = []
        var isSound = parseHead { (parser: inout Parser) throws(Fault) in
            branches.append(Branch(condition: try parser.parseExpression(), body: []))
        }
        var hasElse = false
        while true {
            let body = parseBody()
            if !branches.isEmpty { branches[branches.count - 1].body = body }
            guard current.symbol == .keyword(.else) else { break }
            if hasElse { note(misplacedFault("nothing can follow the `else` without a condition", topic: .blocks)) }
            advance()
            if current.symbol == .keyword(.if) {
                advance()
                isSound =
                    parseHead { (parser: inout Parser) throws(Fault) in
                        branches.append(Branch(condition: try parser.parseExpression(), body: []))
                    } && isSound
            } else {
                hasElse = true
                isSound =
                    parseHead { (parser: inout Parser) throws(Fault) in
                        branches.append(Branch(condition: nil, body: []))
                        guard parser.current.endsStatement else { throw parser.elseFault() }
                    } && isSound
            }
        }
        try finishBlock(block, isSound: isSound)
        return isSound ? .conditional(branches) : nil
    }

    /// Parses `record a = x, b = y`.
    mutating func parseRecord() throws(Fault) -> Statement.Kind {
        guard isInside(.sweep) else {
            throw misplacedFault("`record` stands only inside a sweep", topic: .blocks)
        }
        advance()
        guard isLabel else { throw recordFault() }
        return .record(try parseOptions())
    }

    // MARK: Blocks

    /// Whether a block of one of these keywords is open here.
    func isInside(_ keywords: Keyword...) -> Bool {
        blocks.contains { block in keywords.contains { tokens[block].symbol == .keyword($0) } }
    }

    private var innermostBlock: Symbol? { blocks.last.map { tokens[$0].symbol } }

    /// Parses a block's keyword, its head, its body and its `end`.
    ///
    /// - Returns: the body, or `nil` where the head is faulty.
    private mutating func parseBlock(
        head: (inout Parser) throws(Fault) -> Void
    ) throws(Fault) -> [Statement]? {
        let block = try openBlock()
        defer { blocks.removeLast() }
        let isSound = parseHead(head)
        var body = parseBody()
        while current.symbol == .keyword(.else), !isAbandoned {
            note(misplacedFault("this `else` belongs to no `if`", topic: .blocks))
            skipStatement()
            body += parseBody()
        }
        try finishBlock(block, isSound: isSound)
        return isSound ? body : nil
    }

    /// Consumes a block's keyword.
    ///
    /// - Returns: the keyword's index.
    private mutating func openBlock() throws(Fault) -> Int {
        guard blocks.count < Parser.blockLimit else {
            // The rest of the cell is nested as deeply; it would only repeat this.
            isAbandoned = true
            throw limitFault(
                "blocks are nested more than \(Parser.blockLimit) levels deep", at: current.span,
                hint: "give what is inside a function of its own")
        }
        let keyword = position
        blocks.append(keyword)
        advance()
        return keyword
    }

    /// Parses the rest of a head's line; `false` and the fault noted where it is faulty.
    private mutating func parseHead(_ parse: (inout Parser) throws(Fault) -> Void) -> Bool {
        do throws(Fault) {
            try parse(&self)
            guard current.endsStatement else { throw leftoverFault(statementStart: nil) }
            return true
        } catch {
            recover(from: error)
            return false
        }
    }

    /// Parses statements up to the `end` or `else` of the block.
    private mutating func parseBody() -> [Statement] {
        var body: [Statement] = []
        while current.symbol != .end, !isAbandoned {
            if current.symbol == .keyword(.end) || current.symbol == .keyword(.else), !nextIs(.equals),
                !nextIs(.question)
            {
                break
            }
            let start = position
            if let statement = parseNextStatement() { body.append(statement) }
            // Progress guard.
            if position == start { position += 1 }
        }
        if current.symbol == .end { openBlocksAtEnd = max(openBlocksAtEnd, blocks.count) }
        return body
    }

    /// Consumes the `end` of the block with that keyword.
    private mutating func finishBlock(_ block: Int, isSound: Bool) throws(Fault) {
        guard current.symbol == .keyword(.end) else {
            if !isAbandoned, isSound { note(missingEndFault(suspect ?? block)) }
            suspect = nil
            return
        }
        let end = advance().span
        let line = cell.line(of: end.start)
        if suspect == nil, line.start + line.indent == end.start, line.indent < indent(ofBlock: block),
            blocks.dropLast().contains(where: { indent(ofBlock: $0) == line.indent })
        {
            suspect = block
        }
        if blocks.count == 1 { suspect = nil }
        guard current.endsStatement else { throw behindEndFault() }
    }

    private func indent(ofBlock block: Int) -> Int { cell.line(of: tokens[block].span.start).indent }

    // MARK: Binders

    /// Parses `x in values, (a, b) in pairs`, up to the options or the end of the line.
    private mutating func parseBinders() throws(Fault) -> [Binder] {
        var binders: [Binder] = []
        repeat {
            if isLabel, !binders.isEmpty, innermostBlock == .keyword(.sweep) { break }
            let names = try parseBinderNames()
            guard consume(.keyword(.in)) else { throw missingInFault(names) }
            binders.append(Binder(names: names, sequence: try parseExpression()))
        } while consumeComma()
        return binders
    }

    private mutating func parseBinderNames() throws(Fault) -> [Name] {
        guard current.symbol == .openParenthesis else { return [try parseBinderName()] }
        _ = openBracket()
        var names: [Name] = []
        repeat { names.append(try parseBinderName()) } while consume(.comma)
        _ = try closeBracket(.closeParenthesis)
        return names
    }

    private mutating func parseBinderName() throws(Fault) -> Name {
        guard current.isWord, current.symbol != .keyword(.in) else { throw binderNameFault() }
        if let reservation = reservation(of: current) { throw reservedFault(current, reservation) }
        let name = advance()
        return Name(name.text, name.span)
    }
}
