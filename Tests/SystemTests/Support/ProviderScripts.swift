import Foundation
import TestSupport

/// Ways in which a provider answers.
enum ProviderScripts {
    static let head = ["Content-Type: text/event-stream", "Transfer-Encoding: chunked"]

    /// `count` tokens `t0 `, `t1 `, … one each `pace`, then usage and the end.
    static func tokens(_ count: Int, pace: Duration = .zero) -> RequestScript {
        { _, connection in
            try await connection.writeHead("200 OK", Self.head)
            for index in 0..<count {
                try await connection.writeChunk(Self.delta("t\(index) "))
                if pace > .zero { try await Task.sleep(for: pace) }
            }
            try await connection.writeChunk(Self.end)
            try await connection.writeLastChunk()
        }
    }

    /// What ``tokens(_:pace:)`` says in all.
    static func text(_ count: Int) -> String { (0..<count).map { "t\($0) " }.joined() }

    static let end = """
        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n
        data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}\n
        data: [DONE]\n\n
        """

    static func delta(_ text: String) -> String {
        let json = (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\(json)}}]}\n\n"
    }
}
