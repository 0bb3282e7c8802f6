import FoundationEssentials
import JupyterProtocol
import Testing

@Suite struct RegistrationFileTests {
    private static let text =
        #"{"kernel_id": "a/ŷ", "transport": "tcp", "registration_ip": "127.0.0.1", "registration_port": 51587, "#
        + #""signature_scheme": "hmac-sha256", "key": "a0436f6c"}"#

    private func file(_ text: String = text) throws -> RegistrationFile {
        guard case .registration(let file) = try StartFile(parsing: Data(text.utf8)) else {
            throw ProtocolError(.invalidConnectionFile, "no registration file")
        }
        return file
    }

    @Test func readsWhatLaunchersWrite() throws {
        let file = try file()
        #expect(file.kernelIdentifier == "a/ŷ")
        #expect(file.key == "a0436f6c")
        #expect(file.endpoint == "tcp://127.0.0.1:51587")
        #expect(ConnectionFile(file).endpoint(of: .iopub) == "tcp://127.0.0.1:*")
        let version6 = Self.text.replacing("127.0.0.1", with: "::1")
        #expect(try self.file(version6).endpoint == "tcp://[::1]:51587")
        #expect(ConnectionFile(try self.file(version6)).endpoint(of: .shell) == "tcp://[::1]:*")
    }

    @Test func announcesPortsAsStringsInOneSignedPart() throws {
        let frames = try file().announcement { channel in channel == .shell ? 57503 : 1 }
        let content =
            #"{"control_port":"1","hb_port":"1","iopub_port":"1","kernel_id":"a/ŷ","shell_port":"57503","stdin_port":"1"}"#
        // python3 -c 'import hmac; print(hmac.digest(b"a0436f6c", content, "sha256").hex())'
        #expect(frames.map { String(decoding: $0, as: UTF8.self) } == ["<IDS|MSG>", Self.signature, content])
    }

    private static let signature = "645f9451c9cbc42cdfda81be6a9fcfc7adeebcd6a560748e5d5e2412787beb74"

    @Test func knowsTheLaunchersAcknowledgement() throws {
        let file = try file()
        let part = Data(#"{"status": "ok"}"#.utf8)
        let signed = [Message.delimiter, MessageSigner(key: file.key).signature(of: [part]), part]
        #expect(file.isAcknowledgement(signed))
        #expect(file.isAcknowledgement([Data("identity".utf8)] + signed))
        let wrong = MessageSigner(key: "other").signature(of: [part])
        for frames in [
            [], [part], [Message.delimiter, wrong, part], [Message.delimiter, Data(), part], signed + [part],
        ] {
            #expect(!file.isAcknowledgement(frames))
        }
    }

    @Test(arguments: [
        (#""tcp""#, #""ipc""#, "asks for the transport `ipc`; a kernel that registers supports tcp"),
        ("51587", "0", "has 0 as `registration_port`; a port lies between 1 and 65535"),
        ("51587", "null", "needs a whole number as `registration_port`"),
        (#""a/ŷ""#, "7", "needs a string as `kernel_id`"),
        (#""127.0.0.1""#, #""""#, "has an empty `registration_ip`"),
        ("hmac-sha256", "hmac-md5", "asks for the signature scheme `hmac-md5`; hmac-sha256 is supported"),
        (#""key""#, #""keys""#, "lacks `key`"),
    ])
    func saysWhatIsWrong(part: String, replacement: String, clause: String) {
        #expect { _ = try file(Self.text.replacing(part, with: replacement)) } throws: {
            $0 as? ProtocolError == ProtocolError(.invalidConnectionFile, "the connection file \(clause)")
        }
    }
}

@Suite struct HostileFileTests {
    /// Numbers that are the same in every run (SplitMix64).
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let seeds = [
        #"{"control_port": 50160, "shell_port": 57503, "transport": "tcp", "signature_scheme": "hmac-sha256", "#
            + #""stdin_port": 52597, "hb_port": 42540, "ip": "127.0.0.1", "iopub_port": 40885, "key": "a0436f6c", "#
            + #""curve_publickey": "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", "#
            + #""curve_secretkey": "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"}"#,
        #"{"kernel_id": "a", "transport": "tcp", "registration_ip": "::1", "registration_port": 51587, "key": ""}"#,
    ]
    private static let values = [
        "null", "true", "-1", "1e300", "99999999999999999999", "65536", "0.5", #""""#, #""\u0000""#, #""\ud800""#, "[]",
        "{}", #"{"ip": 1}"#, String(repeating: "[", count: 600), #""tcp""#, #""ipc""#, "1", "NaN", #""é\n""#,
    ]

    @Test func filesOfAnyContentAreReadOrRefusedInOneLine() {
        var generator = Generator(state: 1)
        var accepted = 0
        for round in 0..<1500 {
            var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
            if round % 3 == 0 {
                // Another value for one of the keys.
                let colons = bytes.indices.filter {
                    bytes[$0] == UInt8(ascii: ":") && bytes[$0 - 1] == UInt8(ascii: "\"")
                }
                if let colon = colons.randomElement(using: &generator) {
                    let end = bytes[colon...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }
                    let value = Self.values.randomElement(using: &generator) ?? ""
                    bytes.replaceSubrange((colon + 1)..<(end ?? bytes.count), with: Array(value.utf8))
                }
            } else {
                for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                    case 1: bytes.remove(at: place)
                    case 2: bytes.insert(UInt8.random(in: 0...127, using: &generator), at: place)
                    default: bytes.removeSubrange(place...)
                    }
                }
            }
            do {
                switch try StartFile(parsing: Data(bytes)) {
                case .connection(let file):
                    #expect(Set(Channel.allCases.map { file.endpoint(of: $0) }).count == Channel.allCases.count)
                case .registration(let file):
                    #expect(!file.endpoint.contains { $0.isNewline })
                }
                accepted += 1
            } catch {
                #expect(error.code == .invalidConnectionFile)
                #expect(!error.message.isEmpty && !error.message.contains { $0.isNewline }, "\(bytes)")
            }
        }
        // Neither all nor nothing: the changes reach what lies behind the parser.
        #expect(50...1200 ~= accepted)
    }
}
