import Foundation
import TestSupport

/// A provider that does what the last words of a conversation ask it for.
enum CompletionScript {
    static let answer: RequestScript = { request, connection in
        guard let body = try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any] else {
            return try await connection.respond("400 Bad Request", body: "{}")
        }
        if request.path == "/v1/embeddings" { return try await Self.embed(body, connection) }
        let messages = body["messages"] as? [[String: Any]] ?? []
        let answers = messages.filter { $0["role"] as? String == "tool" }.compactMap { $0["content"] as? String }
        guard answers.isEmpty else { return try await Self.say([answers.joined(separator: " ")], connection) }
        switch Self.words(of: messages.last) {
        case "refuse": try await connection.respond("400 Bad Request", body: #"{"error":{"message":"no"}}"#)
        case "unknown": try await connection.respond("404 Not Found", body: #"{"error":{"message":"no"}}"#)
        case "hang": await connection.waitForCloseOnly()
        case "echo": try await Self.say([String(decoding: request.body, as: UTF8.self)], connection)
        case "weather": try await Self.call(connection)
        case "break":
            try await connection.writeHead("200 OK", ProviderScripts.head)
            try await connection.writeChunk(ProviderScripts.delta("half"))
            try await connection.close()
        default: try await ProviderScripts.tokens(3)(request, connection)
        }
    }

    private static func words(of message: [String: Any]?) -> String? {
        let parts = message?["content"] as? [[String: Any]]
        return message?["content"] as? String ?? parts?.first?["text"] as? String
    }

    private static func say(_ texts: [String], _ connection: ScriptedConnection) async throws {
        try await connection.writeHead("200 OK", ProviderScripts.head)
        for text in texts { try await connection.writeChunk(ProviderScripts.delta(text)) }
        try await connection.writeChunk(ProviderScripts.end)
        try await connection.writeLastChunk()
    }

    /// Two calls in pieces; the second without an id, the first with its id in every piece, as some providers do.
    private static func call(_ connection: ScriptedConnection) async throws {
        let pieces = [
            #"{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}"#,
            #"{"index":0,"id":"call_a","function":{"name":"weather","arguments":"{\"town\":"}}"#,
            #"{"index":0,"function":{"arguments":"\"서울\"}"}}"#,
            #"{"index":1,"function":{"name":"weather","arguments":"{\"town\":\"Bonn\"}"}}"#,
        ]
        try await connection.writeHead("200 OK", ProviderScripts.head)
        for piece in pieces {
            try await connection.writeChunk(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[\(piece)]}}]}\n\n"
            )
        }
        try await connection.writeChunk(
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n"
        )
        try await connection.writeLastChunk()
    }

    /// Each text's vector points where its number says; it counts one token a text.
    private static func embed(_ body: [String: Any], _ connection: ScriptedConnection) async throws {
        let texts = body["input"] as? [String] ?? []
        let data = texts.enumerated().map { index, text in
            #"{"object":"embedding","index":\#(index),"embedding":[\#(Double(text.dropFirst()) ?? 1),10]}"#
        }
        let usage = #"{"prompt_tokens":\#(texts.count),"total_tokens":\#(texts.count)}"#
        try await connection.respond(
            "200 OK",
            ["Content-Type: application/json"],
            body: #"{"object":"list","data":[\#(data.joined(separator: ","))],"model":"m","usage":\#(usage)}"#
        )
    }
}
