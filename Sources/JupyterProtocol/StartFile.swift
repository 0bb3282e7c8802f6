public import FoundationEssentials

/// What a client hands to a kernel that starts: where to listen, or where to say where it listens.
public enum StartFile: Sendable, Hashable {
    case connection(ConnectionFile)
    case registration(RegistrationFile)

    /// Reads the file.
    ///
    /// - Throws: an error of one line that says what is missing or wrong.
    public init(parsing text: Data) throws(ProtocolError) {
        let kind = try Self.decode(Kind.self, from: text)
        if kind.registers {
            self = .registration(try RegistrationFile(parsing: text))
        } else {
            self = .connection(try ConnectionFile(parsing: text))
        }
    }

    /// The part of the file that tells which of the two it is.
    private struct Kind: Decodable {
        let registers: Bool

        private enum CodingKeys: String, CodingKey { case port = "registration_port" }

        init(from decoder: any Decoder) throws {
            registers = try decoder.container(keyedBy: CodingKeys.self).contains(.port)
        }
    }

    // MARK: What both files have

    static func decode<Fields: Decodable>(_ type: Fields.Type, from text: Data) throws(ProtocolError) -> Fields {
        guard JSONText.isObject(text) else { throw error("is not a JSON object") }
        do {
            return try JSONText.decode(type, from: text, subject: "the connection file")
        } catch {
            throw ProtocolError(.invalidConnectionFile, oneLine(error.message))
        }
    }

    /// More bytes than a host or the path of a socket file can have.
    private static let longestAddress = 1024

    static func check(address: String, named name: String) throws(ProtocolError) {
        guard !address.isEmpty else { throw error("has an empty `\(name)`") }
        guard address.utf8.count <= longestAddress else { throw error("has a too long `\(name)`") }
        // A zero would end the endpoint for ZeroMQ, a line break the line of an error.
        guard !address.contains(where: \.isNewline), address.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw error("has a control character in `\(name)`")
        }
    }

    static func check(scheme: String?, key: String) throws(ProtocolError) {
        // Without a key nothing is signed, whatever the scheme says.
        guard key.isEmpty || scheme == nil || scheme == "hmac-sha256" else {
            throw error("asks for the signature scheme `\(scheme ?? "")`; hmac-sha256 is supported")
        }
    }

    static func check(port: Int, named name: String) throws(ProtocolError) {
        guard 1...65535 ~= port else {
            throw error("has \(port) as `\(name)`; a port lies between 1 and 65535")
        }
    }

    /// An address as it stands in an endpoint of TCP.
    static func host(_ address: String) -> String {
        address.contains(":") && !address.hasPrefix("[") ? "[\(address)]" : address
    }

    static func error(_ clause: String) -> ProtocolError {
        ProtocolError(.invalidConnectionFile, oneLine("the connection file \(clause)"))
    }

    /// A message without the line breaks of what it quotes.
    private static func oneLine(_ message: String) -> String {
        String(message.map { $0.isNewline ? " " : $0 })
    }
}
