import Foundation
import Messages
import Testing

@Suite struct EmbeddingsTests {
    // 1.0, -2.5 and 0.0, 0.125 as IEEE 754 singles, the lowest byte first.
    private static let stored = #"{"model":"m","dimension":2,"vectors":"AACAPwAAIMAAAAAAAAAAPg=="}"#

    @Test func vectorsAreReadAsTheyWereStored() throws {
        let embeddings = try Embeddings.decoded(from: Array(Self.stored.utf8))
        #expect(embeddings == Embeddings(model: "m", dimension: 2, vectors: [[1, -2.5], [0, 0.125]]))
        #expect(embeddings.unpacked == [[1, -2.5], [0, 0.125]])
        let object = try JSONSerialization.jsonObject(with: Data(embeddings.encoded())) as? NSDictionary
        #expect(object == (try JSONSerialization.jsonObject(with: Data(Self.stored.utf8)) as? NSDictionary))
    }

    @Test(arguments: [(2, "AACAPw=="), (2, "?"), (0, "AACAPwAAIMA="), (-1, "AACAPwAAIMA="), (2, "AACAPwAA")])
    func whatIsNoWholeVectorsIsNone(dimension: Int, vectors: String) throws {
        let json = #"{"model":"m","dimension":\#(dimension),"vectors":"\#(vectors)"}"#
        #expect(try Embeddings.decoded(from: Array(json.utf8)).unpacked == nil)
    }

    @Test func theLargestAnswerIsOfTheSizeThatIsPromised() throws {
        let vector = [Float](repeating: -0.1, count: EmbedTexts.dimensions.upperBound)
        let vectors = [[Float]](repeating: vector, count: EmbedTexts.countLimit)
        let answer = Embeddings(model: "m", dimension: vector.count, vectors: vectors)
        #expect(try answer.encoded().count < 1_400_000)
        #expect(answer.unpacked == vectors)
    }

    @Test func aCommandIsReadAsItWasStored() throws {
        let json = #"{"texts":["a","한국어"],"dimension":3,"later":1}"#
        let command = try EmbedTexts.decoded(from: Array(json.utf8))
        #expect(command == EmbedTexts(texts: ["a", "한국어"], dimension: 3))
        #expect(EmbedTexts.kind == "embed")
    }

    @Test(
        arguments: [
            (1, 1, 1, true), (64, 8000, 4096, true), (0, 0, 1, false), (65, 1, 1, false), (1, 8001, 1, false),
            (1, 1, 0, false), (1, 1, 4097, false),
        ]
    )
    func aCommandHasLimits(count: Int, bytes: Int, dimension: Int, expected: Bool) {
        let text = String(repeating: "x", count: bytes)
        let command = EmbedTexts(texts: [String](repeating: text, count: count), dimension: dimension)
        #expect(command.isWithinLimits == expected)
    }

    @Test func onlyADegradedSearchSaysSo() throws {
        let fine = try SearchResults(results: [], tookMs: 1).encoded()
        #expect(!String(decoding: fine, as: UTF8.self).contains("degraded"))
        let json = #"{"results":[],"tookMs":1,"degraded":true}"#
        #expect(try SearchResults.decoded(from: Array(json.utf8)).degraded == true)
        #expect(try SearchResults.decoded(from: fine).degraded == nil)
    }
}
