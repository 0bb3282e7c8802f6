public import FoundationEssentials

/// Where a kernel is to listen, and the key its messages are signed with.
public struct ConnectionFile: Sendable, Hashable {
    /// The transports a kernel can listen on.
    public enum Transport: String, Sendable, Hashable, CaseIterable {
        case tcp
        case ipc
    }

    /// The transport of all five channels.
    public var transport: Transport
    /// The address to listen on, or the beginning of the socket files' paths.
    public var address: String
    /// The key of the signatures; empty if messages are not signed.
    public var key: String

    private var shellPort: Int
    private var controlPort: Int
    private var stdinPort: Int
    private var iopubPort: Int
    private var heartbeatPort: Int

    /// Reads a connection file.
    ///
    /// - Throws: an error of one line that says what is missing or wrong.
    public init(parsing text: Data) throws(ProtocolError) {
        guard JSONText.isObject(text) else {
            throw ProtocolError(.invalidConnectionFile, "the connection file is not a JSON object")
        }
        let fields: Fields
        do {
            fields = try JSONText.decode(Fields.self, from: text, subject: "the connection file")
        } catch {
            throw ProtocolError(.invalidConnectionFile, error.message)
        }
        guard let transport = Transport(rawValue: fields.transport) else {
            throw ProtocolError(
                .invalidConnectionFile,
                "the connection file asks for the transport `\(fields.transport)`; tcp and ipc are supported")
        }
        // Without a key nothing is signed, whatever the scheme says.
        guard fields.key.isEmpty || fields.signatureScheme == nil || fields.signatureScheme == "hmac-sha256" else {
            throw ProtocolError(
                .invalidConnectionFile,
                "the connection file asks for the signature scheme `\(fields.signatureScheme ?? "")`; "
                    + "hmac-sha256 is supported")
        }
        guard !fields.isEncrypted else {
            throw ProtocolError(
                .invalidConnectionFile,
                "the connection file asks for encryption (`curve_publickey`), which is not supported")
        }
        guard !fields.address.isEmpty else {
            throw ProtocolError(.invalidConnectionFile, "the connection file has an empty `ip`")
        }
        self.transport = transport
        address = fields.address
        key = fields.key
        shellPort = try Self.port(fields.shellPort, key: .shellPort)
        controlPort = try Self.port(fields.controlPort, key: .controlPort)
        stdinPort = try Self.port(fields.stdinPort, key: .stdinPort)
        iopubPort = try Self.port(fields.iopubPort, key: .iopubPort)
        heartbeatPort = try Self.port(fields.heartbeatPort, key: .heartbeatPort)
    }

    /// The port of a channel.
    public func port(of channel: Channel) -> Int {
        switch channel {
        case .shell: shellPort
        case .control: controlPort
        case .stdin: stdinPort
        case .iopub: iopubPort
        case .heartbeat: heartbeatPort
        }
    }

    /// Where a channel listens, as ZeroMQ writes it: `tcp://127.0.0.1:5555` or `ipc:///tmp/kernel-1`.
    public func endpoint(of channel: Channel) -> String {
        switch transport {
        case .tcp:
            let isBareIPv6 = address.contains(":") && !address.hasPrefix("[")
            return "tcp://\(isBareIPv6 ? "[\(address)]" : address):\(port(of: channel))"
        case .ipc:
            return "ipc://\(address)-\(port(of: channel))"
        }
    }

    private static func port(_ number: Int, key: Fields.CodingKeys) throws(ProtocolError) -> Int {
        guard 1...65535 ~= number else {
            throw ProtocolError(
                .invalidConnectionFile,
                "the connection file has \(number) as `\(key.rawValue)`; a port lies between 1 and 65535")
        }
        return number
    }

    /// The keys of a connection file, in the order they are asked for.
    private struct Fields: Decodable {
        let transport: String
        let address: String
        let shellPort: Int
        let controlPort: Int
        let stdinPort: Int
        let iopubPort: Int
        let heartbeatPort: Int
        let key: String
        let signatureScheme: String?
        let isEncrypted: Bool

        enum CodingKeys: String, CodingKey {
            case transport
            case address = "ip"
            case shellPort = "shell_port"
            case controlPort = "control_port"
            case stdinPort = "stdin_port"
            case iopubPort = "iopub_port"
            case heartbeatPort = "hb_port"
            case key
            case signatureScheme = "signature_scheme"
            case publicKey = "curve_publickey"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            transport = try container.decode(String.self, forKey: .transport)
            address = try container.decode(String.self, forKey: .address)
            shellPort = try container.decode(Int.self, forKey: .shellPort)
            controlPort = try container.decode(Int.self, forKey: .controlPort)
            stdinPort = try container.decode(Int.self, forKey: .stdinPort)
            iopubPort = try container.decode(Int.self, forKey: .iopubPort)
            heartbeatPort = try container.decode(Int.self, forKey: .heartbeatPort)
            key = try container.decode(String.self, forKey: .key)
            signatureScheme = try container.decodeIfPresent(String.self, forKey: .signatureScheme)
            isEncrypted = try container.decodeIfPresent(String.self, forKey: .publicKey)?.isEmpty == false
        }
    }
}
