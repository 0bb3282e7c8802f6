import FoundationEssentials
import Testing

@testable import JupyterProtocol

@Suite struct JSONTextTests {
    @Test(arguments: [
        "{}", " { } ", "\t\r\n{}\n", #"{"a":1}"#, #"{"a":{"b":[]}}"#, #"{"a":[1,2,{}]}"#,
        #"{"a":"\n\"\\\/\b\f\r\t\u00aF"}"#,
        #"{"a":-0.5e+10,"b":0,"c":1E5,"d":12.25e-3}"#, #"{"a":true,"b":false,"c":null}"#, #"{"ŷ":"😀"}"#,
        #"{"a":[[[]],[{}]],"a":{}}"#, #"{"a":"\ud800"}"#,
    ])
    func anObjectIsAnObject(text: String) {
        #expect(JSONText.isObject(Data(text.utf8)))
    }

    @Test(arguments: [
        "", " ", "[]", "1", "null", #""a""#, "{", "}", "{}}", "{} x", "{{}}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
        #"{,}"#,
        #"{a:1}"#, #"{"a":1 "b":2}"#, #"{"a":[1,]}"#, #"{"a":[1}"#, #"{"a":(1)}"#, #"{"a":01}"#, #"{"a":1.}"#,
        #"{"a":.5}"#,
        #"{"a":1e}"#, #"{"a":-}"#, #"{"a":+1}"#, #"{"a":NaN}"#, #"{"a":Infinity}"#, #"{"a":tru}"#, #"{"a":truee}"#,
        #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#, #"{"a":"\u12"}"#, #"{"a":"}"#, #"{"a":"\"}"#, "{\"a\":\"\u{1}\"}",
        "{\"a\":\"\n\"}", #"{"a":1}]"#, #"{'a':1}"#, #"{"a":nul"#, "\u{FEFF}{}", "{\"a\":1\u{0}}",
    ])
    func anythingElseIsNot(text: String) {
        #expect(!JSONText.isObject(Data(text.utf8)))
    }

    @Test func bytesThatAreNoTextAreNot() {
        #expect(!JSONText.isObject(Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D])))
        #expect(!JSONText.isObject(Data([0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x3A, 0x31, 0x7D])))
    }

    @Test func deepNestingIsRefusedWithoutHarm() {
        func nested(_ depth: Int) -> Data {
            Data(
                (#"{"a":"# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}")
                    .utf8)
        }
        #expect(JSONText.isObject(nested(JSONText.deepestNesting)))
        #expect(!JSONText.isObject(nested(JSONText.deepestNesting + 2)))
        #expect(!JSONText.isObject(Data((#"{"a":"# + String(repeating: "[", count: 1_000_000)).utf8)))
        #expect(!JSONText.isObject(Data(String(repeating: #"{"a":"#, count: 1_000_000).utf8)))
    }

    /// Whatever passes has to be fit for the decoder, which is asked for the content next.
    @Test func whatPassesCanBeDecoded() throws {
        struct Anything: Decodable { init(from decoder: any Decoder) throws {} }
        let deepest = String(repeating: #"{"a":"#, count: 512) + "1" + String(repeating: "}", count: 512)
        #expect(JSONText.isObject(Data(deepest.utf8)))
        _ = try JSONText.decode(Anything.self, from: Data(deepest.utf8), subject: "it")
    }
}
