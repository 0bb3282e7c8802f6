import FoundationEssentials
import Testing

@testable import JupyterProtocol

/// Four parts and their frames around them, signed with a key.
private func frames(
    key: String = "secret", parts: [String] = [#"{"msg_id":"1","msg_type":"t"}"#, "{}", "{}", "{}"],
    signature: Data? = nil
) -> [Data] {
    let parts = parts.map { Data($0.utf8) }
    return [Data("client".utf8), Message.delimiter, signature ?? MessageSigner(key: key).signature(of: parts)] + parts
}

private func code(_ body: () throws(ProtocolError) -> Void) -> ProtocolError.Code? {
    do throws(ProtocolError) {
        try body()
        return nil
    } catch {
        return error.code
    }
}

@Suite struct SignatureTests {
    /// The test cases 1, 2 and 4 of RFC 4231, those whose keys are text.
    @Test(arguments: [
        (
            String(repeating: "\u{0B}", count: 20), Data("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            "Jefe", Data("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            String(String.UnicodeScalarView((1...25).map { Unicode.Scalar($0 as UInt8) })),
            Data(repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
    ])
    func signsAsTheStandardSays(key: String, text: Data, signature: String) {
        let signer = MessageSigner(key: key)
        #expect(signer.signature(of: [text]) == Data(signature.utf8))
        // In pieces, one of them empty, it is the same text.
        #expect(signer.signature(of: [text.prefix(3), Data(), text.dropFirst(3)]) == Data(signature.utf8))
    }

    @Test func anEmptyKeySignsNothingAndChecksNothing() throws {
        #expect(MessageSigner(key: "").signature(of: [Data("x".utf8)]).isEmpty)
        var verifier = MessageVerifier(MessageSigner(key: ""))
        for signature in ["", "nonsense", ""] {
            try verifier.verify(frames(signature: Data(signature.utf8)))
        }
    }

    @Test func aSignedMessagePassesOnce() throws {
        var verifier = MessageVerifier(MessageSigner(key: "secret"))
        try verifier.verify(frames())
        #expect(code { () throws(ProtocolError) in try verifier.verify(frames()) } == .duplicateSignature)
        try verifier.verify(frames(parts: ["{ }", "{}", "{}", "{}"]))
    }

    @Test func buffersAreNotSigned() throws {
        var verifier = MessageVerifier(MessageSigner(key: "secret"))
        try verifier.verify(frames() + [Data([0xFF, 0])])
    }

    @Test func aWrongSignatureIsRefused() throws {
        func text(_ data: Data) throws -> String { try #require(String(validating: data, as: UTF8.self)) }
        let right = try text(frames()[2])
        let flipped = (right.hasPrefix("0") ? "1" : "0") + right.dropFirst()
        let wrong = [
            "", "0", String(right.dropLast()), String(right.dropLast(2)), right + "0", right + right, flipped,
            right.uppercased(), try text(frames(key: "other")[2]), String(repeating: "0", count: 64),
        ]
        for signature in wrong {
            var verifier = MessageVerifier(MessageSigner(key: "secret"))
            #expect(
                code { () throws(ProtocolError) in try verifier.verify(frames(signature: Data(signature.utf8))) }
                    == .wrongSignature)
            // What is refused is not remembered: the real message still passes.
            try verifier.verify(frames())
        }
    }

    @Test func theSignatureIsCheckedBeforeAnythingIsParsed() {
        var verifier = MessageVerifier(MessageSigner(key: "secret"))
        let nonsense = frames(parts: ["not JSON", "{", "", "\u{0}"], signature: Data(repeating: 0x30, count: 64))
        #expect(code { () throws(ProtocolError) in try verifier.verify(nonsense) } == .wrongSignature)
        #expect(code { () throws(ProtocolError) in _ = try Message(frames: nonsense) } == .invalidJSON)
    }

    /// A digest for a number, its bits as mixed as those of a real one.
    private func digest(_ number: Int) -> Digest {
        let mixed = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        return Digest(bytes: withUnsafeBytes(of: mixed ^ mixed >> 32) { Array($0) })
    }

    @Test func onlyTheLastDigestsAreRemembered() {
        var history = DigestHistory()
        var count = 0
        for number in 0..<DigestHistory.capacity where history.insert(digest(number)) { count += 1 }
        #expect(count == DigestHistory.capacity)
        let oldest = history.insert(digest(0))
        #expect(!oldest)
        // One more pushes out the oldest, and only that.
        let new = history.insert(digest(-1))
        let second = history.insert(digest(1))
        let first = history.insert(digest(0))
        #expect(new && !second && first)
        // The place of the oldest goes round: the second is now gone, and what came last is not.
        let last = history.insert(digest(-1))
        let third = history.insert(digest(2))
        let secondAgain = history.insert(digest(1))
        #expect(!last && !third && secondAgain)
    }

    /// Whatever comes again, and however often the place of the oldest has gone round.
    @Test func exactlyTheLastDigestsAreRemembered() {
        var history = DigestHistory()
        var known: Set<Int> = []
        var order: [Int] = []
        var number = 1
        var faults = 0
        for _ in 0..<400_000 {
            number = number * 48271 % 2_147_483_647
            let candidate = number % 90_000
            let isNew = known.insert(candidate).inserted
            if isNew {
                order.append(candidate)
                if order.count > DigestHistory.capacity {
                    known.remove(order[order.count - DigestHistory.capacity - 1])
                }
            }
            if history.insert(digest(candidate)) != isNew { faults += 1 }
        }
        #expect(order.count > 2 * DigestHistory.capacity)
        #expect(faults == 0)
    }
}
