internal import CSodium
public import FoundationEssentials

/// Signs messages with HMAC-SHA256, or not at all if the key is empty.
public struct MessageSigner: Sendable {
    /// Whether messages are signed.
    public let isEnabled: Bool
    /// What every authentication begins with.
    private let start: crypto_auth_hmacsha256_state

    /// Creates a signer; an empty key means that messages are not signed.
    public init(key: String) {
        isEnabled = !key.isEmpty
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key, key.utf8.count)
        start = state
    }

    /// The signature of a message's four parts, in lower-case hexadecimal digits; empty if messages are not signed.
    public func signature(of parts: [Data]) -> Data {
        isEnabled ? digest(of: parts).hexadecimal : Data()
    }

    /// The code that authenticates the parts, one after the other.
    func digest(of parts: [Data]) -> Digest {
        var state = start
        for part in parts {
            part.withUnsafeBytes { bytes in
                guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
                crypto_auth_hmacsha256_update(&state, start, UInt64(bytes.count))
            }
        }
        var code = [UInt8](repeating: 0, count: Digest.count)
        crypto_auth_hmacsha256_final(&state, &code)
        return Digest(bytes: code)
    }
}

/// An authentication code of 32 bytes.
struct Digest: Hashable {
    static let count = Int(crypto_auth_hmacsha256_BYTES)

    let bytes: [UInt8]

    /// The bytes in lower-case hexadecimal digits.
    var hexadecimal: Data {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value }
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return Data(text)
    }

    /// Whether a received signature is this code, compared in constant time once its length is right.
    func matches(_ signature: Data) -> Bool {
        let expected = [UInt8](hexadecimal)
        let received = [UInt8](signature)
        return received.count == expected.count && sodium_memcmp(expected, received, expected.count) == 0
    }
}
