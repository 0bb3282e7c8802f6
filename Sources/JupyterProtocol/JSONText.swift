import FoundationEssentials

/// Reads and writes JSON, and checks that bytes are JSON at all.
enum JSONText {
    /// The text of an object without members.
    static let emptyObject = Data("{}".utf8)

    /// Nesting allowed in a frame; FoundationEssentials' decoder stops at the same depth.
    static let deepestNesting = 512

    /// Encodes a value, with sorted keys, so that equal values have equal texts.
    static func encode(_ value: some Encodable) throws(ProtocolError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(value)
        } catch {
            throw ProtocolError(.invalidContent, "a value cannot be written as JSON: \(error)")
        }
    }

    /// Decodes a value from an object's text.
    ///
    /// - Parameter subject: what the text is, for the error's message, such as `execute_request`.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from text: Data, subject: String
    ) throws(ProtocolError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: text)
        } catch let error as DecodingError {
            throw ProtocolError(.invalidContent, "\(subject) \(describe(error))")
        } catch {
            throw ProtocolError(.invalidContent, "\(subject) cannot be read: \(error)")
        }
    }

    /// One clause that says what a decoder missed, such as "lacks `code`".
    private static func describe(_ error: DecodingError) -> String {
        func name(_ path: [any CodingKey]) -> String {
            "`" + path.map(\.stringValue).joined(separator: ".") + "`"
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "lacks \(name(context.codingPath + [key]))"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            if context.codingPath.isEmpty { return "is not a JSON object" }
            return "needs \(describe(type)) as \(name(context.codingPath))"
        case .dataCorrupted(let context):
            if context.codingPath.isEmpty { return "holds a value out of range" }
            return "has an unusable \(name(context.codingPath)): \(context.debugDescription)"
        @unknown default:
            return "cannot be read"
        }
    }

    private static func describe(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        default: "an object"
        }
    }

    /// Whether the bytes are exactly one JSON object (RFC 8259) in UTF-8, nested no deeper than allowed.
    ///
    /// The decoder forgives what other readers do not (a trailing comma, control characters). A request's header is
    /// echoed as it came to every client, so what is not strictly JSON must not get in.
    ///
    /// - Complexity: O(*n*) for *n* bytes.
    static func isObject(_ text: Data) -> Bool {
        let bytes = [UInt8](text)
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        var scanner = JSONScanner(bytes)
        return scanner.scanObjectToEnd()
    }
}
