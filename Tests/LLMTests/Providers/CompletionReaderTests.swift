import Messages
import Testing

@testable import LLM

@Suite struct CompletionReaderTests {
    private static let stream = """
        : keep-alive

        data: {"choices":[{"delta":{"role":"assistant","content":""}}]}

        data: {"choices":[{"delta":{"content":"안녕"}}]}\r
        \r
        data:{"choices":[{"delta":{"content":" 👨‍👩‍👧‍👦\\n"}}]}

        event: message
        id: 7
        data: {"choices":[{"delta":{"content":"\\ud83d\\udc4b 끝"},"finish_reason":null}]}

        data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}

        data: [DONE]


        """
    private static let text = "안녕 👨‍👩‍👧‍👦\n👋 끝"

    private func read(_ chunks: [[UInt8]], limit: Int = 1 << 16) -> (
        text: String, reader: CompletionReader, ProviderFailure?
    ) {
        var reader = CompletionReader(maximumEventBytes: limit)
        var bytes: [UInt8] = []
        for chunk in chunks {
            let (deltas, failure) = reader.read(chunk)
            for case .text(let text) in deltas { bytes += text }
            if let failure { return (String(decoding: bytes, as: UTF8.self), reader, failure) }
        }
        return (String(decoding: bytes, as: UTF8.self), reader, nil)
    }

    private func read(_ text: String) -> (text: String, reader: CompletionReader, ProviderFailure?) {
        self.read([Array(text.utf8)])
    }

    @Test func whereverTheBytesAreCutTheTextArrivesIntact() {
        let bytes = Array(Self.stream.utf8)
        for cut in 0...bytes.count {
            let (text, reader, failure) = self.read([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(text == Self.text, "cut at \(cut)")
            #expect(failure == nil)
            #expect(reader.isDone)
        }
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64])
    func inPiecesOfAnySizeTheTextArrivesIntact(size: Int) {
        let bytes = Array(Self.stream.utf8)
        let chunks = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        let (text, reader, failure) = self.read(chunks)
        #expect(text == Self.text)
        #expect(failure == nil)
        #expect(reader.isDone)
    }

    @Test func usageAndReasonAreTakenFromTheStream() {
        let (_, reader, _) = self.read(Self.stream)
        let usage = TokenUsage(promptTokens: 3, completionTokens: 4, totalTokens: 7)
        #expect(reader.completed == Completed(usage: usage, finishReason: "stop"))
    }

    @Test(arguments: [
        (
            #"{"prompt_tokens":3,"completion_tokens":4}"#,
            TokenUsage(promptTokens: 3, completionTokens: 4, totalTokens: 7)
        ),
        (#"{"prompt_tokens":3}"#, TokenUsage(promptTokens: 3, completionTokens: 0, totalTokens: 3)),
        (#"{"total_tokens":9,"other":{}}"#, TokenUsage(promptTokens: 0, completionTokens: 0, totalTokens: 9)),
    ])
    func usageMayBeIncomplete(json: String, usage: TokenUsage) {
        #expect(self.read("data: {\"usage\":\(json)}\n\n").reader.completed.usage == usage)
    }

    @Test func usageThatIsTooLargeToAddIsNoCrash() {
        let json = #"{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}"#
        _ = self.read("data: {\"usage\":\(json)}\n\n")
    }

    @Test func afterDoneNothingCounts() {
        let (text, reader, failure) = self.read(
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\ndata: garbage\n\n"
        )
        #expect(text == "a")
        #expect(reader.isDone)
        #expect(failure == nil)
    }

    @Test func withoutDoneItIsNotDone() {
        #expect(!self.read("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n").reader.isDone)
        #expect(!self.read("data: [DONE]").reader.isDone)
        #expect(!self.read("data: [DONE]\n").reader.isDone)
    }

    @Test(arguments: [
        #"{"error":{"message":"overloaded","type":"server_error"}}"#, #"{"error":"overloaded"}"#,
        #"{"error":{}}"#, #"{"error":{"message":5}}"#, #"{"error":["overloaded"]}"#,
        #"{"choices":[{"delta":{"content":"x"}}],"error":{"message":"overloaded"}}"#,
    ])
    func anErrorInTheStreamIsAFailure(json: String) {
        let (text, reader, failure) = self.read(
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: \(json)\n\ndata: [DONE]\n\n"
        )
        #expect(text == "a")
        #expect(failure?.kind == .broken)
        #expect(!reader.isDone)
    }

    @Test func noErrorIsNone() {
        #expect(self.read("data: {\"error\":null,\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n").text == "a")
    }

    @Test(arguments: [
        "garbage", "{", "[]", "5", "null", #"{"choices":5}"#, #"{"choices":[{"delta":{"content":5}}]}"#, "",
    ])
    func whatIsNoCompletionIsAFailure(data: String) {
        let (text, _, failure) = self.read(
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: \(data)\n\n"
        )
        #expect(text == "a")
        #expect(failure?.kind == .broken)
    }

    @Test func anEventThatIsTooLargeIsAFailureAndIsNotHeld() {
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
        let (text, _, failure) = self.read(
            [Array("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: ".utf8)]
                + Array(repeating: chunk, count: 100),
            limit: 10_000
        )
        #expect(text == "a")
        #expect(failure?.kind == .broken)
    }

    @Test func aDetailNeverQuotesMuch() throws {
        let long = String(repeating: "x", count: 5000)
        let failure = try #require(self.read("data: {\"error\":{\"message\":\"\(long)\"}}\n\n").2)
        #expect(failure.detail.utf8.count < 300)
    }
}
