import Foundation

/// The bytes that the paced upstream sends: an OpenAI-compatible answer in chunks of HTTP/1.1, made once.
enum UpstreamText {
    static let head = Array(
        """
        HTTP/1.1 200 OK\r
        Content-Type: text/event-stream\r
        Cache-Control: no-cache\r
        Transfer-Encoding: chunked\r
        \r\n
        """.utf8
    )
    static let refusal = Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)

    private static let start =
        #"data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1769938200,"model":"bench","choices":"#
    private static let beforeToken = Array((Self.start + #"[{"index":0,"delta":{"content":""#).utf8)
    private static let afterToken = Array(#""},"finish_reason":null}]}"#.utf8) + Array("\n\n".utf8)
    private static let tokenSize = Array(
        (String(Self.beforeToken.count + TokenStamp.byteCount + Self.afterToken.count, radix: 16) + "\r\n").utf8
    )

    /// Adds a token as one chunk.
    static func append(_ stamp: TokenStamp, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: Self.tokenSize)
        bytes.append(contentsOf: Self.beforeToken)
        stamp.append(to: &bytes)
        bytes.append(contentsOf: Self.afterToken)
        bytes.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
    }

    /// What follows the last token.
    static func end(tokens: Int) -> [UInt8] {
        let usage = #""usage":{"prompt_tokens":1,"completion_tokens":\#(tokens),"total_tokens":\#(tokens + 1)}}"#
        let text =
            Self.start + #"[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\n" + Self.start + "[]," + usage
            + "\n\ndata: [DONE]\n\n"
        return Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n0\r\n\r\n".utf8)
    }

    /// The order in a request's body, `{"model":"…",…}` in any spelling that JSON encoders use.
    static func order(in body: some Collection<UInt8>) -> StreamOrder? {
        let text = String(decoding: body, as: UTF8.self)
        // The same word may stand in the body as a value, which nothing with a colon follows.
        for rest in text.components(separatedBy: "\"model\"").dropFirst() {
            let colon = rest.drop { $0 == " " }
            guard colon.first == ":" else { continue }
            let value = colon.dropFirst().drop { $0 == " " }
            guard value.first == "\"" else { return nil }
            return StreamOrder(model: value.dropFirst().prefix { $0 != "\"" })
        }
        return nil
    }
}
