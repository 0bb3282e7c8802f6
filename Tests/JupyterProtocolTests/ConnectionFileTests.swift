import FoundationEssentials
import JupyterProtocol
import Testing

@Suite struct ConnectionFileTests {
    /// A connection file, with a key replaced by another value's JSON text, or left out where that is nil.
    private static func text(_ key: String = "", _ value: String? = "") -> Data {
        var fields = [
            ("control_port", "50160"), ("shell_port", "57503"), ("transport", #""tcp""#),
            ("signature_scheme", #""hmac-sha256""#), ("stdin_port", "52597"), ("hb_port", "42540"),
            ("ip", #""127.0.0.1""#), ("iopub_port", "40885"), ("key", #""a0436f6c""#), ("kernel_name", #""nabla""#),
        ]
        if !key.isEmpty {
            fields.removeAll { $0.0 == key }
            if let value { fields.append((key, value)) }
        }
        return Data(("{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}").utf8)
    }

    /// A connection file with CurveZMQ's keys.
    private static func curveText(publicKey: String, secretKey: String) -> Data {
        let text = String(decoding: text("curve_publickey", "\"\(publicKey)\""), as: UTF8.self)
        return Data((text.dropLast() + ", \"curve_secretkey\": \"\(secretKey)\"}").utf8)
    }

    @Test func readsTheKeysOfTheEncryption() throws {
        let publicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
        let secretKey = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
        let file = try ConnectionFile(parsing: Self.curveText(publicKey: publicKey, secretKey: secretKey))
        #expect(file.curveKeys?.publicKey == publicKey)
        #expect(file.curveKeys?.secretKey == secretKey)
        #expect(try ConnectionFile(parsing: Self.text()).curveKeys == nil)
    }

    @Test(arguments: [
        "", "rq:rM", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf77", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf~",
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yfé", String(repeating: "#", count: 40),
    ])
    func keysThatAreNoZ85AreRefused(key: String) {
        let good = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
        #expect(throws: ProtocolError.self) {
            try ConnectionFile(parsing: Self.curveText(publicKey: key, secretKey: good))
        }
        #expect(throws: ProtocolError.self) {
            try ConnectionFile(parsing: Self.curveText(publicKey: good, secretKey: key))
        }
    }

    @Test func readsWhatClientsWrite() throws {
        let file = try ConnectionFile(parsing: Self.text())
        #expect(file.key == "a0436f6c")
        #expect(file.endpoint(of: .shell) == "tcp://127.0.0.1:57503")
        #expect(file.endpoint(of: .control) == "tcp://127.0.0.1:50160")
        #expect(file.endpoint(of: .stdin) == "tcp://127.0.0.1:52597")
        #expect(file.endpoint(of: .iopub) == "tcp://127.0.0.1:40885")
        #expect(file.endpoint(of: .heartbeat) == "tcp://127.0.0.1:42540")
    }

    @Test(arguments: [
        ("ip", #""::1""#, "tcp://[::1]:57503"), ("ip", #""[::1]""#, "tcp://[::1]:57503"),
        ("ip", #""0.0.0.0""#, "tcp://0.0.0.0:57503"), ("transport", #""ipc""#, "ipc://127.0.0.1-57503"),
    ])
    func writesEndpointsAsZeroMQDoes(key: String, value: String, endpoint: String) throws {
        #expect(try ConnectionFile(parsing: Self.text(key, value)).endpoint(of: .shell) == endpoint)
    }

    @Test(
        arguments: [
            ("signature_scheme", nil), ("signature_scheme", "null"), ("key", #""""#), ("curve_publickey", "null"),
            ("curve_publickey", #""""#),
        ] as [(String, String?)])
    func acceptsWhatSaysTheSame(key: String, value: String?) throws {
        _ = try ConnectionFile(parsing: Self.text(key, value))
    }

    @Test func withoutAKeyTheSchemeDoesNotMatter() throws {
        let text = String(decoding: Self.text("key", #""""#), as: UTF8.self)
            .replacing("hmac-sha256", with: "hmac-md5")
        #expect(try ConnectionFile(parsing: Data(text.utf8)).key.isEmpty)
    }

    @Test(
        arguments: [
            ("transport", nil, "the connection file lacks `transport`"),
            ("ip", nil, "the connection file lacks `ip`"),
            ("shell_port", nil, "the connection file lacks `shell_port`"),
            ("control_port", nil, "the connection file lacks `control_port`"),
            ("stdin_port", nil, "the connection file lacks `stdin_port`"),
            ("iopub_port", nil, "the connection file lacks `iopub_port`"),
            ("hb_port", nil, "the connection file lacks `hb_port`"),
            ("key", nil, "the connection file lacks `key`"),
            ("shell_port", "0", "the connection file has 0 as `shell_port`; a port lies between 1 and 65535"),
            ("hb_port", "65536", "the connection file has 65536 as `hb_port`; a port lies between 1 and 65535"),
            ("stdin_port", "-1", "the connection file has -1 as `stdin_port`; a port lies between 1 and 65535"),
            ("shell_port", #""57503""#, "the connection file needs a whole number as `shell_port`"),
            ("key", "5", "the connection file needs a string as `key`"),
            ("key", "null", "the connection file needs a string as `key`"),
            ("ip", #""""#, "the connection file has an empty `ip`"),
            (
                "transport", #""udp""#,
                "the connection file asks for the transport `udp`; tcp and ipc are supported"
            ),
            (
                "signature_scheme", #""hmac-md5""#,
                "the connection file asks for the signature scheme `hmac-md5`; hmac-sha256 is supported"
            ),
            (
                "curve_publickey", #""rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7""#,
                "the connection file needs 40 characters of Z85 as `curve_secretkey`"
            ),
            (
                "curve_secretkey", #""rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7""#,
                "the connection file needs 40 characters of Z85 as `curve_publickey`"
            ),
            ("curve_publickey", "7", "the connection file needs a string as `curve_publickey`"),
            ("hb_port", "57503", "the connection file has 57503 as `shell_port` and as `hb_port`"),
            ("ip", #""127.0.0.1\u0000""#, "the connection file has a control character in `ip`"),
            ("ip", "\"" + String(repeating: "x", count: 1025) + "\"", "the connection file has a too long `ip`"),
            ("ip", #""a\u2028b""#, "the connection file has a control character in `ip`"),
        ] as [(String, String?, String)])
    func saysWhatIsWrong(key: String, value: String?, message: String) {
        #expect { _ = try ConnectionFile(parsing: Self.text(key, value)) } throws: {
            $0 as? ProtocolError == ProtocolError(.invalidConnectionFile, message)
        }
    }

    @Test(arguments: ["57503.5", "1e300", "99999999999999999999"])
    func aPortThatIsNoWholeNumberIsRefusedInOneLine(value: String) {
        #expect { _ = try ConnectionFile(parsing: Self.text("shell_port", value)) } throws: {
            guard let error = $0 as? ProtocolError else { return false }
            return error.code == .invalidConnectionFile && error.message.hasPrefix("the connection file ")
                && !error.message.contains("\n")
        }
    }

    @Test(arguments: ["", "not JSON", "[]", "{", "null", "{\"transport\": \"tcp\",}", "\u{0}"])
    func whatIsNoObjectIsRefused(text: String) {
        #expect { _ = try ConnectionFile(parsing: Data(text.utf8)) } throws: {
            $0 as? ProtocolError
                == ProtocolError(.invalidConnectionFile, "the connection file is not a JSON object")
        }
    }
}
