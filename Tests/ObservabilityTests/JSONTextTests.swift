import Foundation
import Testing

@testable import Observability

@Suite("JSON strings")
struct JSONTextTests {
    @Test(
        "are escaped as RFC 8259 asks",
        arguments: [
            ("", #""""#),
            ("plain", #""plain""#),
            (#"say "hi""#, #""say \"hi\"""#),
            (#"a\b"#, #""a\\b""#),
            ("a\nb\r\tc", #""a\nb\r\tc""#),
            ("\r\n", #""\r\n""#),
            ("\u{0}\u{8}\u{1F}", #""\u0000\u0008\u001f""#),
            ("\u{1B}[31m", #""\u001b[31m""#),
            ("\u{7F}\u{80}\u{85}\u{9F}\u{A0}", "\"\\u007f\\u0080\\u0085\\u009f\u{A0}\""),
            ("한국어 😀 é", #""한국어 😀 é""#),
            ("\u{2028}/", "\"\u{2028}/\""),
            ("e\u{301}\u{10FFFF}", "\"e\u{301}\u{10FFFF}\""),
        ]
    )
    func escaping(text: String, expected: String) throws {
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        #expect(String(validating: bytes, as: UTF8.self) == expected)
        let decoded = try JSONDecoder().decode(String.self, from: Data(bytes))
        #expect(Array(decoded.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test(
        "are cut between characters",
        arguments: [
            ("abcdef", 6, #""abcdef""#), ("abcdef", 3, #""abc…""#), ("한국", 6, #""한국""#), ("한국", 5, #""한…""#),
            ("한국", 2, #""…""#), ("😀", 3, #""…""#), ("", 0, #""""#),
        ]
    )
    func limit(text: String, limit: Int, expected: String) {
        var bytes: [UInt8] = []
        JSONText.append(text, limit: limit, to: &bytes)
        #expect(String(validating: bytes, as: UTF8.self) == expected)
    }

    @Test("come back unchanged for every character up to U+07FF")
    func allSmallScalars() throws {
        let text = String(String.UnicodeScalarView((0...0x7FF).compactMap(Unicode.Scalar.init)))
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        let decoded = try JSONDecoder().decode(String.self, from: Data(bytes))
        #expect(Array(decoded.unicodeScalars) == Array(text.unicodeScalars))
    }
}
