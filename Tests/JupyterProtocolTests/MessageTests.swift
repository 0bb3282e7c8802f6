import FoundationEssentials
import Testing

@testable import JupyterProtocol

@Suite struct MessageTests {
    private static let parts = [
        #"{"msg_id" : "7","session":"s","username":"u","date":"2026-01-01T00:00:00Z","msg_type":"x","version":"5.3"}"#,
        #"{"a": 1}"#, #"{ }"#, #"{"code":"1"}"#,
    ].map { Data($0.utf8) }

    @Test func framesAreToldApart() throws {
        let identities = [Data([0, 1]), Data("b".utf8)]
        let buffers = [Data([1]), Data(), Message.delimiter]
        let message = try Message(frames: identities + [Message.delimiter, Data()] + Self.parts + buffers)
        #expect(message.identities == identities)
        #expect(message.header.identifier == "7")
        #expect(message.header.messageType == "x")
        #expect(message.header.version == "5.3")
        #expect(message.headerText == Self.parts[0])
        #expect(message.parentHeader == Self.parts[1])
        #expect(message.metadata == Self.parts[2])
        #expect(message.content == Self.parts[3])
        #expect(message.buffers == buffers)
        // Sent again it is what it was, byte by byte.
        let again = message.frames(signedWith: MessageSigner(key: ""))
        #expect(again == identities + [Message.delimiter, Data()] + Self.parts + buffers)
    }

    @Test(arguments: ["", "kernel", "\"\\/", "\u{0}\u{1}\u{1f}\n\t\r", "é😀\u{7f}\u{2028}"], [nil, "sub\"shell"])
    func aHeaderIsWrittenAsItIsRead(name: String, subshell: String?) throws {
        var header = Header(identifier: "\(name)1", session: name, username: name, messageType: "status")
        header.subshellIdentifier = subshell
        #expect(JSONText.isObject(header.text))
        #expect(try JSONDecoder().decode(Header.self, from: header.text) == header)
        #expect(try JSONDecoder().decode(Header.self, from: JSONText.encode(header)) == header)
    }

    @Test func aSignedMessageComesBack() throws {
        let signer = MessageSigner(key: "k")
        let header = Header(identifier: "1", session: "s", username: "u", messageType: "status")
        let message = try Message(
            header: header, content: KernelStatus(.busy), parentHeader: Self.parts[0], identities: [Data("topic".utf8)])
        let frames = message.frames(signedWith: signer)
        var verifier = MessageVerifier(signer)
        try verifier.verify(frames)
        #expect(try Message(frames: frames) == message)
    }

    @Test func aMessageWithoutParentHasAnEmptyObject() throws {
        let header = Header(identifier: "1", session: "s", username: "u", messageType: "status")
        let message = try Message(header: header, content: KernelStatus(.starting))
        #expect(message.parentHeader == Data("{}".utf8))
        #expect(message.metadata == Data("{}".utf8))
    }

    @Test(arguments: 0..<6)
    func tooFewFramesAreRefused(count: Int) {
        let frames = Array(([Message.delimiter, Data()] + Self.parts).prefix(count))
        #expect { _ = try Message(frames: frames) } throws: { ($0 as? ProtocolError)?.code == .malformedFrames }
    }

    @Test func framesWithoutDelimiterAreRefused() {
        #expect { _ = try Message(frames: [Data()] + Self.parts) } throws: {
            ($0 as? ProtocolError)?.code == .malformedFrames
        }
    }

    @Test(arguments: 0..<4, ["", "[]", "1", "{", #"{"a":1,}"#, "{}{}"])
    func aPartThatIsNoObjectIsRefused(part: Int, text: String) {
        var parts = Self.parts
        parts[part] = Data(text.utf8)
        #expect { _ = try Message(frames: [Message.delimiter, Data()] + parts) } throws: {
            ($0 as? ProtocolError)?.code == .invalidJSON
        }
    }

    @Test(arguments: [
        ("{}", "the header lacks `msg_id`"),
        (#"{"msg_id":"1"}"#, "the header lacks `msg_type`"),
        (#"{"msg_id":1,"msg_type":"t"}"#, "the header needs a string as `msg_id`"),
        (#"{"msg_id":null,"msg_type":"t"}"#, "the header needs a string as `msg_id`"),
    ])
    func aHeaderWithoutWhatItNeedsIsRefused(text: String, message: String) {
        var parts = Self.parts
        parts[0] = Data(text.utf8)
        #expect { _ = try Message(frames: [Message.delimiter, Data()] + parts) } throws: {
            $0 as? ProtocolError == ProtocolError(.invalidContent, message)
        }
    }

    @Test func theDateHasATimeZone() throws {
        let header = Header(identifier: "1", session: "s", username: "u", messageType: "t")
        #expect(header.date.hasSuffix("Z"))
        let date = try Date(header.date, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        #expect(date <= Date.now)
        #expect(header.version == "5.6")
    }
}
