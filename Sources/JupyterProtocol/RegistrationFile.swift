public import FoundationEssentials

/// Where a kernel that chooses its ports itself is to announce them, and the key its messages are signed with.
public struct RegistrationFile: Sendable, Hashable {
    /// The name by which the launcher knows the kernel.
    public var kernelIdentifier: String
    /// The launcher's address, which the kernel listens on too.
    public var address: String
    /// The launcher's port.
    public var port: Int
    /// The key of the signatures; empty if messages are not signed.
    public var key: String

    /// Reads a registration file.
    ///
    /// - Throws: an error of one line that says what is missing or wrong.
    public init(parsing text: Data) throws(ProtocolError) {
        let fields = try StartFile.decode(Fields.self, from: text)
        // Of the two transports this one alone can look for a free port.
        guard fields.transport == "tcp" else {
            throw StartFile.error("asks for the transport `\(fields.transport)`; a kernel that registers supports tcp")
        }
        try StartFile.check(address: fields.address, named: "registration_ip")
        try StartFile.check(scheme: fields.signatureScheme, key: fields.key)
        try StartFile.check(port: fields.port, named: "registration_port")
        kernelIdentifier = fields.kernelIdentifier
        address = fields.address
        port = fields.port
        key = fields.key
    }

    /// Where the launcher listens, as ZeroMQ writes it.
    public var endpoint: String { "tcp://\(StartFile.host(address)):\(port)" }

    /// The frames that tell the launcher the kernel's ports: a signed message of one part.
    public func announcement(_ port: (Channel) -> Int) throws(ProtocolError) -> [Data] {
        let ports = Ports(
            kernelIdentifier: kernelIdentifier, control: "\(port(.control))", shell: "\(port(.shell))",
            stdin: "\(port(.stdin))", iopub: "\(port(.iopub))", heartbeat: "\(port(.heartbeat))")
        let part = try JSONText.encode(ports)
        return [Message.delimiter, MessageSigner(key: key).signature(of: [part]), part]
    }

    /// Whether frames are the launcher's signed acknowledgement; what it says beside that does not matter.
    public func isAcknowledgement(_ frames: [Data]) -> Bool {
        guard let start = frames.firstIndex(of: Message.delimiter), frames.count == start + 3 else { return false }
        let signer = MessageSigner(key: key)
        return !signer.isEnabled || signer.digest(of: [frames[start + 2]]).matches(frames[start + 1])
    }

    private struct Fields: Decodable {
        let kernelIdentifier: String
        let transport: String
        let address: String
        let port: Int
        let key: String
        let signatureScheme: String?

        enum CodingKeys: String, CodingKey {
            case kernelIdentifier = "kernel_id"
            case transport
            case address = "registration_ip"
            case port = "registration_port"
            case key
            case signatureScheme = "signature_scheme"
        }
    }

    /// The content of the announcement; the specification has the ports as strings.
    private struct Ports: Encodable {
        let kernelIdentifier: String
        let control: String
        let shell: String
        let stdin: String
        let iopub: String
        let heartbeat: String

        enum CodingKeys: String, CodingKey {
            case kernelIdentifier = "kernel_id"
            case control = "control_port"
            case shell = "shell_port"
            case stdin = "stdin_port"
            case iopub = "iopub_port"
            case heartbeat = "hb_port"
        }
    }
}
