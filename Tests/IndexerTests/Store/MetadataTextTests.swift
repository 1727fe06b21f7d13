import Foundation
import Messages
import Testing

@testable import Indexer

@Suite struct MetadataTextTests {
    private static let sample: [String: MetadataValue] = [
        "type": "mail", "quote\"d": "a\\b\"c\n\u{01}\u{1F}\0/한글 😀", "count": .integer(-3), "ratio": .number(0.1),
        "huge": .number(1e300), "urgent": .boolean(true), "read": .boolean(false), "": "",
    ]

    @Test func whatIsWrittenIsReadAgain() {
        #expect(MetadataText.decode(MetadataText.encode(Self.sample)) == Self.sample)
        #expect(MetadataText.encode([:]) == "{}")
        #expect(MetadataText.decode("{}") == [:])
    }

    @Test func otherReadersReadTheSame() throws {
        let data = Data(MetadataText.encode(Self.sample).utf8)
        #expect(try JSONDecoder().decode([String: MetadataValue].self, from: data) == Self.sample)
    }

    /// Replicas of other versions wrote with another writer.
    @Test func whatAnotherWriterMadeIsRead() throws {
        let text = String(decoding: try JSONEncoder().encode(Self.sample), as: UTF8.self)
        #expect(MetadataText.decode(text) == Self.sample)
        #expect(MetadataText.decode(#"{"a":null,"b":[1],"c":{},"d":1}"#) == ["d": .integer(1)])
        #expect(MetadataText.decode("[]") == [:])
        #expect(MetadataText.decode("{") == [:])
    }

    @Test func aNumberThatJSONCannotHoldIsLeftOut() {
        #expect(
            MetadataText.decode(MetadataText.encode(["a": .number(.infinity), "b": .integer(1)])) == ["b": .integer(1)]
        )
    }
}
