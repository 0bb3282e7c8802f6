extension Parser {
    /// Parses `for x in values … end`.
    mutating func parseFor() throws(Fault) -> Statement.Kind? {
        var binders: [Binder] = []
        let body = try parseBlock(.for) { (parser: inout Parser) throws(Fault) in
            binders = try parser.parseBinders()
        }
        return body.map { .loop(binders, body: $0) }
    }

    /// Parses `while condition … end`.
    mutating func parseWhile() throws(Fault) -> Statement.Kind? {
        var condition: Expression?
        let body = try parseBlock(.while) { (parser: inout Parser) throws(Fault) in
            condition = try parser.parseExpression()
        }
        guard let condition, let body else { return nil }
        return .whileLoop(condition, body: body)
    }

    /// Parses `sweep x in values, option=value … end`.
    mutating func parseSweep(targets: [Target]) throws(Fault) -> Statement.Kind? {
        var binders: [Binder] = []
        var options: [Option] = []
        let body = try parseBlock(.sweep) { (parser: inout Parser) throws(Fault) in
            binders = try parser.parseBinders()
            if parser.isLabel { options = try parser.parseOptions() }
        }
        return body.map { .sweep(targets: targets, binders, options: options, body: $0) }
    }

    /// Parses `if condition … else if condition … else … end`.
    mutating func parseIf() throws(Fault) -> Statement.Kind? {
        let block = try openBlock(.if)
        defer { closeBlock() }
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
        guard blocks.contains(where: { $0.keyword == .sweep }) else {
            throw misplacedFault("`record` stands only inside a sweep", topic: .blocks)
        }
        advance()
        guard isLabel else { throw recordFault() }
        return .record(try parseOptions())
    }

    // MARK: Blocks

    /// Parses a block's keyword, its head, its body and its `end`.
    ///
    /// - Returns: the body, or `nil` where the head is faulty.
    private mutating func parseBlock(
        _ keyword: Keyword, head: (inout Parser) throws(Fault) -> Void
    ) throws(Fault) -> [Statement]? {
        let block = try openBlock(keyword)
        defer { closeBlock() }
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

    private mutating func openBlock(_ keyword: Keyword) throws(Fault) -> Block {
        guard blocks.count < Parser.blockLimit else {
            // The rest of the cell is nested as deeply; it would only repeat this.
            isAbandoned = true
            throw limitFault("blocks are nested more than \(Parser.blockLimit) levels deep", at: current.span)
        }
        let block = Block(keyword: keyword, head: current.span, indent: line(of: current.span.start).indent)
        blocks.append(block)
        advance()
        return block
    }

    private mutating func closeBlock() {
        blocks.removeLast()
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

    /// Consumes a block's `end`.
    private mutating func finishBlock(_ block: Block, isSound: Bool) throws(Fault) {
        guard current.symbol == .keyword(.end) else {
            if !isAbandoned, isSound { note(missingEndFault(suspect ?? block)) }
            suspect = nil
            return
        }
        let end = advance()
        let (lineStart, indent) = line(of: end.span.start)
        if suspect == nil, lineStart + indent == end.span.start, indent < block.indent,
            blocks.dropLast().contains(where: { $0.indent == indent })
        {
            suspect = block
        }
        if blocks.count == 1 { suspect = nil }
        guard current.endsStatement else { throw behindEndFault(end) }
    }

    /// Where the line of a place begins, and how many spaces it begins with; beyond 200 none are counted.
    private func line(of offset: Int) -> (start: Int, indent: Int) {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let spaces = source[lineStarts[low]..<offset].prefix(200).prefix { $0 == ascii(" ") || $0 == ascii("\t") }
        return (lineStarts[low], spaces.count)
    }

    // MARK: Binders

    /// Parses `x in values, (a, b) in pairs`, up to the options or the end of the line.
    private mutating func parseBinders() throws(Fault) -> [Binder] {
        var binders: [Binder] = []
        repeat {
            if isLabel, !binders.isEmpty, blocks.last?.keyword == .sweep { break }
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
