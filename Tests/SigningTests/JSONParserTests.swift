import Testing

@testable import Signing

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", .boolean(true)), ("false", .boolean(false)),
            ("0", .integer(0)), ("-0", .integer(0)), ("-17", .integer(-17)), ("1300819380", .integer(1_300_819_380)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .otherNumber), ("-9223372036854775809", .otherNumber),
            ("1.0", .otherNumber), ("1e3", .otherNumber), ("-1.5E-2", .otherNumber), ("1E+2", .otherNumber),
            (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{08}\u{0c}\n\r\t")),
            (#""\u00e9\uAC00\ud83d\ude00""#, .string("é가😀")), (#""한국어""#, .string("한국어")),
            ("[]", .array([])), (" [ 1 , [ ] ] ", .array([.integer(1), .array([])])),
            ("\r\n\t{ }", .object(JSONObject())),
        ] as [(String, JSONValue)]
    )
    func textHasValue(text: String, expected: JSONValue) throws {
        #expect(try JSONParser.parse(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        "", " ", "nul", "truee", "TRUE", "{", "}", "[1,]", "[,1]", "[1 2]", #"{"a":1,}"#, #"{"a"}"#, #"{a:1}"#,
        #"{'a':1}"#, #"{"a":1 "b":2}"#, "1 2", "{} {}", "01", "-", "-01", "1.", ".5", "1e", "1e+", "+1", "0x10", "NaN",
        "Infinity", #"""#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\udc00\ud800""#, #""\ud800a""#,
        #""\ud800\n""#, "\"\n\"", "\"\u{00}\"", "\u{feff}{}", "// no\n1", "[1]x",
    ])
    func otherTextIsRefused(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test(
        arguments: [
            [0x22, 0xff, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xe3, 0x81, 0x22],
            [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], [0xff],
        ] as [[UInt8]]
    )
    func invalidUTF8IsRefused(bytes: [UInt8]) {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bytes) }
    }

    @Test(arguments: [
        #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"{"a":1,"\u0061":2}"#, #"{"x":{"a":1,"a":2}}"#, #"[{"":1,"":2}]"#,
    ])
    func aNameStandsOnceInAnObject(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func namesThatOnlyLookAlikeDiffer() throws {
        let value = try JSONParser.parse(Array("{\"\u{e9}\":1,\"e\u{301}\":2}".utf8))
        guard case .object(let object) = value else { throw JSONSyntaxError(offset: 0) }
        #expect(object["\u{e9}"] == .integer(1))
        #expect(object["e\u{301}"] == .integer(2))
    }

    @Test func nestingHasALimit() throws {
        let deepest = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        _ = try JSONParser.parse(Array(deepest.utf8))
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array("[\(deepest)]".utf8)) }
        let bottomless = String(repeating: #"{"a":["#, count: 100_000)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(bottomless.utf8)) }
    }
}
