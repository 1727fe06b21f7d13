import Messages
import Testing
import TestSupport

@testable import LLM

@Suite struct TextChunkTests {
    private static let head =
        #"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1769938200,"model":"m 1","#

    /// Events as providers send them, with what is read of each without a decoder.
    private static let taken: [(String, String)] = [
        (
            head + #""choices":[{"index":0,"delta":{"content":" token"},"logprobs":null,"finish_reason":null}]}"#,
            " token"
        ),
        (head + #""choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#, ""),
        (
            #"{"choices":[{"delta":{"content":"안녕 \ud83d\udc4b \u00e9\n\t\"\\\/\b\f\r"}}]}"#,
            "안녕 👋 é\n\t\"\\/\u{8}\u{C}\r"
        ),
        (#" { "choices" : [ { "delta" : { "content" : "a" , "tool_calls" : null } } ] , "usage" : null } "#, "a"),
        (head + #""system_fingerprint":null,"timings":{"a":[1,-2.5e+3,0.1,true,false,{}]},"choices":[]}"#, ""),
    ]

    /// What a decoder must look at: it says more, or is not what it should be.
    private static let left = [
        head + #""choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        head
            + #""choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#,
        head + #""choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}"#,
        head + #""choices":[{"delta":{"reasoning_content":"hm"}}]}"#,
        head + #""choices":[{"delta":{"reasoning":"hm"}}]}"#,
        head + #""choices":[{"message":{"content":"whole"}}]}"#,
        head + #""choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}"#,
        #"{"error":{"message":"overloaded"}}"#,
        #"{"\u0065rror":{"message":"overloaded"}}"#,
        #"{"choices":[{"delta":{"\u0063ontent":"a"}}]}"#,
        #"{"choices":[{"delta":{"content":7}}]}"#,
        #"{"choices":[{"delta":{"content":"a"}}],"choices":[]}"#, #"{"model":"a","model":"b","choices":[]}"#,
        #"{"choices":[{"delta":{"content":"a"},"delta":{}}]}"#,
        #"{"choices":[{"delta":{"content":"a","content":"b"}}]}"#,
        #"{"안":1,"choices":[]}"#,
        #"{"choices":[{"delta":{"content":"\ud83d"}}]}"#,
        #"{"choices":[{"delta":{"content":"\ud83d\u0041"}}]}"#,
        #"{"choices":[{"delta":{"content":"\x41"}}]}"#,
        #"{"choices":[{"delta":{"content":"\u00zz"}}]}"#,
        "{\"choices\":[{\"delta\":{\"content\":\"a\nb\"}}]}",
        #"{"choices":[{"delta":{"content":"a"}}]} x"#, #"{"choices":[{"delta":{"content":"a"}}]"#,
        #"{"choices":[{"delta":{"content":"a"}},]}"#, #"{"n":01,"choices":[]}"#, #"{"n":1.,"choices":[]}"#,
        #"{"n":-,"choices":[]}"#, #"{"n":1e,"choices":[]}"#, #"{"n":nul,"choices":[]}"#, "[]", "", "[DONE]",
        #"{"n":\#(String(repeating: "[", count: 100))\#(String(repeating: "]", count: 100)),"choices":[]}"#,
    ]

    @Test(arguments: Self.taken)
    func aPieceOfTextIsReadAsADecoderReadsIt(json: String, text: String) throws {
        let chunk = try #require(TextChunk.read(Array(json.utf8)))
        #expect(String(decoding: chunk.text, as: UTF8.self) == text)
        let decoded = try ChatCompletionChunk.decoded(from: Array(json.utf8))
        #expect(decoded.choices?.first?.delta?.content ?? "" == text)
        #expect(chunk.model.map { String(decoding: $0, as: UTF8.self) } == decoded.model)
    }

    @Test(arguments: Self.left)
    func whateverSaysMoreOrIsBrokenIsLeftToADecoder(json: String) {
        #expect(TextChunk.read(Array(json.utf8)) == nil)
    }

    @Test func textThatIsNoUTF8IsLeftToADecoder() {
        let json = Array(#"{"choices":[{"delta":{"content":""#.utf8) + [0xFF, 0xFE] + Array(#""}}]}"#.utf8)
        #expect(TextChunk.read(json) == nil)
    }

    /// Whatever bytes are changed or cut: what it takes, a decoder reads alike.
    @Test func nothingIsTakenThatADecoderWouldReadOtherwise() throws {
        var generator = SeededGenerator(seed: 7)
        let sources = (Self.taken.map(\.0) + Self.left).map { Array($0.utf8) }.filter { !$0.isEmpty }
        let alphabet = Array(#"{}[]":,\/ntfulase0123456789.-+E"#.utf8) + [0x00, 0x0A, 0x20]
        var taken = 0
        for _ in 0..<20_000 {
            var bytes = try #require(sources.randomElement(using: &generator))
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
                let place = bytes.indices.randomElement(using: &generator) ?? 0
                // Inside a letter of more bytes the text would be no UTF-8, which is not looked at where it is passed over.
                guard bytes[place] < 0x80, let byte = alphabet.randomElement(using: &generator) else { continue }
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: bytes.remove(at: place)
                }
            }
            guard let chunk = TextChunk.read(bytes) else { continue }
            taken += 1
            let decoded: ChatCompletionChunk
            do {
                decoded = try ChatCompletionChunk.decoded(from: bytes)
            } catch {
                Issue.record("a decoder refuses \(String(decoding: bytes, as: UTF8.self))")
                continue
            }
            let content = decoded.choices?.first?.delta?.content ?? ""
            #expect(String(decoding: chunk.text, as: UTF8.self) == content, "\(String(decoding: bytes, as: UTF8.self))")
            #expect(chunk.model.map { String(decoding: $0, as: UTF8.self) } == decoded.model)
            #expect(decoded.error == nil && decoded.usage == nil && decoded.choices?.first?.finishReason == nil)
        }
        #expect(taken > 500)
    }
}
