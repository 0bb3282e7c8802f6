public import FoundationEssentials

/// Where a kernel is to listen, and the key its messages are signed with.
public struct ConnectionFile: Sendable, Hashable {
    /// The transports a kernel can listen on.
    public enum Transport: String, Sendable, Hashable, CaseIterable {
        case tcp
        case ipc
    }

    /// A pair of CurveZMQ's keys, each as the 40 characters of Z85.
    public struct CurveKeys: Sendable, Hashable {
        /// The key that clients know the kernel by.
        public var publicKey: String
        /// The key that the kernel proves itself with.
        public var secretKey: String
    }

    /// The transport of all five channels.
    public var transport: Transport
    /// The address to listen on, or the beginning of the socket files' paths.
    public var address: String
    /// The key of the signatures; empty if messages are not signed.
    public var key: String
    /// The keys of the encryption; nil if messages are not encrypted.
    public var curveKeys: CurveKeys?

    /// The channels' ports; empty if the kernel is to choose them.
    private var ports: [Channel: Int] = [:]

    /// Reads a connection file.
    ///
    /// - Throws: an error of one line that says what is missing or wrong.
    public init(parsing text: Data) throws(ProtocolError) {
        let fields = try StartFile.decode(Fields.self, from: text)
        guard let transport = Transport(rawValue: fields.transport) else {
            throw StartFile.error("asks for the transport `\(fields.transport)`; tcp and ipc are supported")
        }
        try StartFile.check(scheme: fields.signatureScheme, key: fields.key)
        try StartFile.check(address: fields.address, named: Fields.CodingKeys.address.rawValue)
        self.transport = transport
        address = fields.address
        key = fields.key
        curveKeys = try Self.curveKeys(fields)
        var names: [Int: String] = [:]
        for (channel, port, key) in fields.ports {
            try StartFile.check(port: port, named: key.rawValue)
            // ZeroMQ lets a socket take the file of another.
            if let other = names.updateValue(key.rawValue, forKey: port) {
                throw StartFile.error("has \(port) as `\(other)` and as `\(key.rawValue)`")
            }
            ports[channel] = port
        }
    }

    /// Listens on ports of the kernel's choice, on the address that the launcher has.
    public init(_ registration: RegistrationFile) {
        transport = .tcp
        address = registration.address
        key = registration.key
    }

    /// Where a channel listens, as ZeroMQ writes it: `tcp://127.0.0.1:5555` or `ipc:///tmp/kernel-1`; with `*` for a
    /// port of its choice.
    public func endpoint(of channel: Channel) -> String {
        let port = ports[channel].map { "\($0)" } ?? "*"
        return switch transport {
        case .tcp: "tcp://\(StartFile.host(address)):\(port)"
        case .ipc: "ipc://\(address)-\(port)"
        }
    }

    private static func curveKeys(_ fields: Fields) throws(ProtocolError) -> CurveKeys? {
        let keys = [(Fields.CodingKeys.publicKey, fields.publicKey), (.secretKey, fields.secretKey)]
        guard keys.contains(where: { $0.1?.isEmpty == false }) else { return nil }
        for (name, key) in keys where !isCurveKey(key ?? "") {
            throw StartFile.error("needs 40 characters of Z85 as `\(name.rawValue)`")
        }
        return CurveKeys(publicKey: fields.publicKey ?? "", secretKey: fields.secretKey ?? "")
    }

    /// Whether a text is 32 bytes in Z85: groups of five digits, each a number of 32 bits.
    private static func isCurveKey(_ text: String) -> Bool {
        let values = text.utf8.map { digits.firstIndex(of: $0) }
        guard values.count == 40, values.allSatisfy({ $0 != nil }) else { return false }
        return stride(from: 0, to: values.count, by: 5).allSatisfy { start in
            values[start..<start + 5].reduce(0) { 85 * $0 + ($1 ?? 0) } <= UInt32.max
        }
    }

    /// The digits of Z85 (ZeroMQ's RFC 32), in their order.
    private static let digits = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)

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
        let publicKey: String?
        let secretKey: String?

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
            case secretKey = "curve_secretkey"
        }

        var ports: [(channel: Channel, port: Int, key: CodingKeys)] {
            [
                (.shell, shellPort, .shellPort), (.control, controlPort, .controlPort),
                (.stdin, stdinPort, .stdinPort), (.iopub, iopubPort, .iopubPort),
                (.heartbeat, heartbeatPort, .heartbeatPort),
            ]
        }
    }
}
