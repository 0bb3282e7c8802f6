public import FoundationEssentials

/// What a message of one type says.
public protocol MessageContent: Encodable {
    /// The content as JSON, with sorted keys.
    ///
    /// - Throws: if a number in it is not finite.
    func encoded() throws(ProtocolError) -> Data
}

extension MessageContent {
    /// The content as JSON, with sorted keys, as the encoder writes it.
    public func encoded() throws(ProtocolError) -> Data { try JSONText.encode(self) }
}
