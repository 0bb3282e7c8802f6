// The standard library compares strings in NFC, but only this interface of it spells them so.
@_spi(_Unicode) internal import Swift

extension String {
    /// The string in Unicode normalization form C.
    var normalized: String {
        var result = String.UnicodeScalarView()
        for scalar in _nfc { result.append(scalar) }
        return String(result)
    }
}
