/// A strict check of well-formed XML, for what the renderers write: no prolog, no comments, no CDATA.
struct XMLChecker {
    /// Why a text is not well-formed.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// The names of the elements in the order of their opening tags.
    private(set) var elements: [String] = []
    /// The values of all `id` attributes.
    private(set) var ids: [String] = []
    /// The values of all `d` attributes.
    private(set) var paths: [String] = []
    private let characters: [Unicode.Scalar]
    private var position = 0

    /// Reads a text that must be one element.
    init(_ text: String) throws(Fault) {
        characters = Array(text.unicodeScalars)
        for scalar in characters {
            let isAllowed = scalar.value >= 0x20 || scalar == "\n" || scalar == "\t"
            guard isAllowed, scalar.value != 0xFFFE, scalar.value != 0xFFFF else {
                throw Fault(description: "forbidden character U+\(String(scalar.value, radix: 16))")
            }
        }
        skipSpaces()
        try element()
        skipSpaces()
        guard position == characters.count else { throw fault("text after the root element") }
    }

    private mutating func element() throws(Fault) {
        var open: [String] = []
        repeat {
            if take("</") {
                let closing = try name()
                guard open.popLast() == closing else { throw fault("</\(closing)> closes another element") }
                skipSpaces()
                guard take(">") else { throw fault("expected >") }
            } else if take("<") {
                let opening = try name()
                elements.append(opening)
                if try !attributes() { open.append(opening) }
            } else {
                guard !open.isEmpty else { throw fault("expected an element") }
                try content()
            }
        } while !open.isEmpty
    }

    /// Reads attributes and the end of a tag; true when the element is empty.
    private mutating func attributes() throws(Fault) -> Bool {
        var seen: [String] = []
        while true {
            let before = position
            skipSpaces()
            if take("/>") { return true }
            if take(">") { return false }
            guard position > before else { throw fault("expected a space before an attribute") }
            let attribute = try name()
            guard !seen.contains(attribute) else { throw fault("attribute \(attribute) twice") }
            seen.append(attribute)
            guard take("=\"") else { throw fault("attribute \(attribute) without a quoted value") }
            let start = position
            while position < characters.count, characters[position] != "\"" {
                if characters[position] == "<" { throw fault("< in attribute \(attribute)") }
                if characters[position] == "&" { try entity() } else { position += 1 }
            }
            let value = string(from: start)
            guard take("\"") else { throw fault("attribute \(attribute) without an end") }
            if attribute == "id" { ids.append(value) }
            if attribute == "d" { paths.append(value) }
        }
    }

    private mutating func content() throws(Fault) {
        while position < characters.count, characters[position] != "<" {
            if characters[position] == "&" { try entity() } else { position += 1 }
        }
        if position == characters.count { throw fault("the text ends inside of an element") }
    }

    private mutating func entity() throws(Fault) {
        let start = position
        while position < characters.count, characters[position] != ";", position - start < 10 { position += 1 }
        let entity = string(from: start) + ";"
        guard take(";"), ["&lt;", "&gt;", "&amp;", "&quot;", "&#39;", "&#160;"].contains(entity) else {
            throw fault("unknown entity \(entity)")
        }
    }

    private mutating func name() throws(Fault) -> String {
        let start = position
        while position < characters.count {
            let scalar = characters[position]
            guard
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_:".unicodeScalars.contains(scalar)
            else { break }
            position += 1
        }
        guard position > start else { throw fault("expected a name") }
        return string(from: start)
    }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard position + wanted.count <= characters.count,
            Array(characters[position..<(position + wanted.count)]) == wanted
        else { return false }
        position += wanted.count
        return true
    }

    private mutating func skipSpaces() {
        while position < characters.count, characters[position] == " " || characters[position] == "\n" { position += 1 }
    }

    private func string(from start: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: characters[start..<position])
        return String(view)
    }

    private func fault(_ reason: String) -> Fault {
        let near = String(String.UnicodeScalarView(characters[position...].prefix(30)))
        return Fault(description: "\(reason) at \(position): \(near)")
    }
}
