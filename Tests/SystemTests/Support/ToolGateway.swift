import Foundation
import Synchronization
import TestSupport

/// Plays the DWP gateway for an agent's tools and remembers every call.
final class ToolGateway: Sendable {
    private let seen = Mutex<[ScriptedRequest]>([])

    var calls: [ScriptedRequest] { self.seen.withLock { $0 } }

    /// Answers a call as `respond` says, once it is remembered.
    func script(_ respond: @escaping RequestScript) -> RequestScript {
        { request, connection in
            self.seen.withLock { $0.append(request) }
            try await respond(request, connection)
        }
    }

    /// A catalogue with one tool that needs approval and one that does not, in a file of the folder.
    static func writeCatalogue(in folder: URL) throws -> String {
        let schema = """
            {"type":"object","properties":{"to":{"type":"string"},"subject":{"type":"string"}},\
            "required":["to"],"additionalProperties":false}
            """
        let catalogue = """
            {"tools":[
            {"name":"send_mail","description":"Sends a mail","parameters":\(schema),"method":"POST",\
            "path":"/api/mail/messages","requiresApproval":true},
            {"name":"log_note","description":"Notes something","parameters":\(schema),"method":"POST",\
            "path":"/api/notes","requiresApproval":false},
            {"name":"read_mail","description":"Reads a mail","parameters":\(schema),"method":"GET",\
            "path":"/api/mail/{to}","requiresApproval":false}
            ]}
            """
        let file = folder.appendingPathComponent("tools.json")
        try catalogue.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }
}

extension ProviderScripts {
    /// Asks for the calls first, and answers by `answer` once it is told their outcomes.
    static func calling(_ calls: [(id: String, name: String, arguments: String)], then answer: String) -> RequestScript
    {
        { request, connection in
            let hasOutcomes = String(decoding: request.body, as: UTF8.self).contains(#""role":"tool""#)
            try await connection.writeHead("200 OK", Self.head)
            if hasOutcomes {
                try await connection.writeChunk(Self.delta(answer))
                try await connection.writeChunk(Self.end)
            } else {
                let deltas: [[String: Any]] = calls.enumerated().map { index, call in
                    [
                        "index": index, "id": call.id, "type": "function",
                        "function": ["name": call.name, "arguments": call.arguments],
                    ]
                }
                let chunk: [String: Any] = ["choices": [["index": 0, "delta": ["tool_calls": deltas]]]]
                let json = try JSONSerialization.data(withJSONObject: chunk)
                try await connection.writeChunk("data: \(String(decoding: json, as: UTF8.self))\n\n")
                try await connection.writeChunk(
                    #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"# + "\n\n"
                )
                try await connection.writeChunk(
                    #"data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}"#
                        + "\n\ndata: [DONE]\n\n"
                )
            }
            try await connection.writeLastChunk()
        }
    }
}
