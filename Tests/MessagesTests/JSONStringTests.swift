import Foundation
import Messages
import Testing

@Suite struct JSONStringTests {
    private func written(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONString.append(Array(text.utf8), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("", #""""#), ("a/b", #""a/b""#), ("\"", #""\"""#), ("\\n", #""\\n""#), ("a\nb\r\tc", #""a\nb\r\tc""#),
        ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""), ("안녕👋", #""안녕👋""#),
    ])
    func escapesAreThoseThatJSONNeeds(text: String, expected: String) {
        #expect(self.written(text) == expected)
    }

    @Test func aParserReadsEveryCharacterBack() throws {
        let scalars = (0...0x3000).compactMap { Unicode.Scalar($0 as Int) } + [Unicode.Scalar(0x1F44B as UInt32)!]
        let text = String(String.UnicodeScalarView(scalars))
        #expect(try JSONDecoder().decode(String.self, from: Data(self.written(text).utf8)) == text)
    }
}
