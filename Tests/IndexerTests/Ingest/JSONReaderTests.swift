import Foundation
import TestSupport
import Testing

@testable import Indexer

@Suite struct JSONReaderTests {
    private func read(_ text: String) -> JSONValue? { JSONReader.read(Array(text.utf8)) }

    @Test(arguments: [
        ("null", JSONValue.null), (" true\n", .boolean(true)), ("false", .boolean(false)), ("0", .integer(0)),
        ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("1.0", .integer(1)), ("1e3", .integer(1000)), ("1.5", .number(1.5)), ("-0.25E-1", .number(-0.025)),
        ("\"\"", .string("")), (#""매출 \"보고\" \\ \/ \b\f\n\r\t""#, .string("매출 \"보고\" \\ / \u{08}\u{0C}\n\r\t")),
        (#""\uAC00\u00e9\uD83D\uDE00x""#, .string("가é😀x")), (#""\u0000""#, .string("\0")), ("[]", .array([])),
        ("{}", .object([:])), ("[ 1 , [2] ]", .array([.integer(1), .array([.integer(2)])])),
        (#"{ "a" : { "b" : [ ] } , "" : 1 }"#, .object(["a": .object(["b": .array([])]), "": .integer(1)])),
        (#"{"a":1,"a":2}"#, .object(["a": .integer(2)])),
    ])
    func valuesAreRead(text: String, expected: JSONValue) {
        #expect(self.read(text) == expected)
    }

    @Test(arguments: [
        "", " ", "nul", "nullx", "True", "+1", "01", "-", "1.", ".5", "1e", "1e+", "--1", "0x1", "1e999", "NaN", "\"",
        "\"a",
        #""\x""#, #""\u12""#, #""\u12G4""#, #""\uD800""#, #""\uD800\u0041""#, #""\uDC00""#, "\"\t\"", "[", "[1", "[1,",
        "[1,]",
        "[,1]", "[1 2]", "]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{\"a\" 1}",
        "{1:2}",
        "{} {}", "1 2", "\u{FEFF}1", "'a'", "/**/1",
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(self.read(text) == nil)
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(JSONReader.read([0x22, 0xFF, 0x22]) == nil)
        #expect(JSONReader.read([0x22, 0x5C, 0x6E, 0xC3, 0x22]) == nil)
    }

    @Test func nestingHasALimit() {
        let depth = JSONReader.maximumDepth
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(self.read(nested(depth)) != nil)
        #expect(self.read(nested(depth + 1)) == nil)
        #expect(self.read(String(repeating: #"{"a":"#, count: 100_000)) == nil)
    }

    /// Whatever the platform's own writer makes is read as what it was made from.
    @Test(arguments: 0..<50)
    func whatAnotherWriterMakesIsRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let letters = Array("aZ0 \"\\/\u{01}\n\u{7F}é가힣😀\u{2028}")
        let texts = (0..<20).map { _ in
            String(
                (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                    letters.randomElement(using: &generator)
                }
            )
        }
        let encoded = try JSONEncoder().encode(texts)
        #expect(JSONReader.read(Array(encoded)) == .array(texts.map { .string($0) }))
    }
}
