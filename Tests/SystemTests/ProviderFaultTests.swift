import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// Providers that fail: each failure has its type, and an end.
    @Suite struct ProviderFaults {
        struct Fault: Sendable, CustomTestStringConvertible {
            var name: String
            var errorType: String
            var script: RequestScript

            var testDescription: String { self.name }
        }

        static let faults: [Fault] = [
            Fault(name: "401", errorType: "ProviderError") { _, connection in
                try await connection.respond("401 Unauthorized", body: #"{"error":{"message":"bad key sk-leak"}}"#)
            },
            Fault(name: "429", errorType: "RateLimited") { _, connection in
                try await connection.respond("429 Too Many Requests", ["Retry-After: 0"])
            },
            Fault(name: "500", errorType: "ProviderError") { _, connection in
                try await connection.respond("500 Internal Server Error", body: "stack trace at leak.py")
            },
            Fault(name: "cut mid-stream", errorType: "ProviderError") { _, connection in
                try await connection.writeHead("200 OK", ProviderScripts.head)
                try await connection.writeChunk(ProviderScripts.delta("half "))
                try await connection.reset()
            },
            Fault(name: "end without [DONE]", errorType: "ProviderError") { _, connection in
                try await connection.writeHead("200 OK", ProviderScripts.head)
                try await connection.writeChunk(ProviderScripts.delta("half "))
                try await connection.writeLastChunk()
            },
            Fault(name: "error object in the stream", errorType: "ProviderError") { _, connection in
                try await connection.writeHead("200 OK", ProviderScripts.head)
                try await connection.writeChunk("data: {\"error\":{\"message\":\"leak\"}}\n\n")
                try await connection.writeLastChunk()
            },
            Fault(name: "error object as the body", errorType: "ProviderError") { _, connection in
                try await connection.respond("200 OK", ["Content-Type: application/json"], body: #"{"error":"leak"}"#)
            },
            Fault(name: "garbage JSON", errorType: "ProviderError") { _, connection in
                try await connection.writeHead("200 OK", ProviderScripts.head)
                try await connection.writeChunk("data: {\"choices\": leak\n\n")
                try await connection.writeLastChunk()
            },
            Fault(name: "silence before the first byte", errorType: "ProviderTimeout") { _, connection in
                await connection.waitForCloseOnly()
            },
            Fault(name: "silence in the middle", errorType: "ProviderTimeout") { _, connection in
                try await connection.writeHead("200 OK", ProviderScripts.head)
                try await connection.writeChunk(ProviderScripts.delta("half "))
                await connection.waitForCloseOnly()
            },
            Fault(name: "a line of 100 MB", errorType: "ProviderError") { _, connection in
                try await connection.writeHead("200 OK", ["Content-Type: text/event-stream"])
                let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
                try await connection.write("data: ")
                for _ in 0..<100 { try await connection.write(block) }
                try await connection.close()
            },
        ]

        @Test(.timeLimit(.minutes(1)), arguments: Self.faults)
        func faultGivesATypedErrorAndAnEnd(_ fault: Fault) async throws {
            let hasty = ["AURA_LLM_FIRST_BYTE_TIMEOUT": "1", "AURA_LLM_IDLE_TIMEOUT": "1"]
            try await withStack(
                environment: fault.errorType == "ProviderTimeout" ? hasty : [:],
                provider: { request, connection in
                    if String(decoding: request.body, as: UTF8.self).contains("healthy") {
                        return try await ProviderScripts.tokens(3)(request, connection)
                    }
                    try await fault.script(request, connection)
                },
                { stack in
                    let worker = try await stack.startWorker("llm-1")
                    let edge = try await stack.startEdge("edge-1")
                    var stream = try await edge.client().chat("hello")
                    let events = try await stream.rest()
                    #expect(events.errorType == fault.errorType)
                    #expect(events.isDone)
                    #expect(!events.contains { $0.data.contains("leak") })
                    let answer = try await edge.client().post("/chat", #"{"message":"hello"}"#)
                    #expect(answer.status == (fault.errorType == "ProviderTimeout" ? 504 : 502))
                    #expect(worker.process.isRunning)
                    var healthy = try await edge.client().chat("healthy")
                    #expect(try await healthy.rest().text == ProviderScripts.text(3))
                }
            )
        }
    }
}
