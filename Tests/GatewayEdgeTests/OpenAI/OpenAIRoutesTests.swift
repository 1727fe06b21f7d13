import Bus
import Foundation
import Messages
import ServerSentEvents
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct OpenAIRoutesTests {
    private static let path = "/v1/chat/completions"
    private static let hello = #"{"model":"m","messages":[{"role":"user","content":"hello"}]}"#
    private static let streamed =
        #"{"messages":[{"role":"user","content":"hello"}],"stream":true,"stream_options":{"include_usage":true}}"#

    /// Answers the next command as a worker does, by events after the head, and returns it.
    private func answerNext(_ edge: RunningEdge, _ events: [RunEvent]) async throws -> Command {
        let command = try await edge.nextCommand()
        try await edge.worker.begin(command.run)
        var said = events
        if let chat = try? CompleteChat.decoded(from: command.body), command.kind == CompleteChat.kind {
            let head = CompletionHead(
                model: chat.model ?? "default-model",
                created: chat.created,
                includeUsage: chat.includeUsage
            )
            said.insert(RunEvent(.completion, try head.encoded()), at: 0)
        }
        try await edge.worker.say(said, in: command.run)
        let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
        try await edge.worker.complete(command.run, usage: usage)
        return command
    }

    private func error(_ answer: EdgeAnswer) throws -> NSDictionary {
        let json = try answer.json()
        #expect(json.count == 1)
        let error = try #require(json["error"] as? NSDictionary, "\(answer.text)")
        #expect(Set(error.allKeys.compactMap { $0 as? String }) == ["message", "type", "param", "code"])
        return error
    }

    @Test(arguments: ["/v1/chat/completions", "/aura/v1/chat/completions"])
    func aStreamNeedsNoTenantHeaderAndEndsWithUsage(path: String) async throws {
        try await RunningEdge.with { edge in
            async let command = self.answerNext(edge, [.text("안"), .text("녕")])
            let answer = try await edge.send("POST", path, ["X-Tenant-ID": nil], body: Self.streamed)
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["text/event-stream"])
            #expect(answer.values("X-Run-ID") == [try await command.run.description])
            let events = try answer.events().map { String(decoding: $0.data, as: UTF8.self) }
            #expect(events.count == 6)
            #expect(events[0].contains(#""delta":{"role":"assistant","content":""}"#))
            #expect(events[0].contains(#""model":"default-model""#))
            #expect(events[2].contains(#""delta":{"content":"녕"}"#))
            #expect(events[4].contains(#""choices":[],"usage":{"#))
            #expect(events[5] == "[DONE]")
        }
    }

    @Test func theWorkerGetsTheRequestAsItWas() async throws {
        try await RunningEdge.with { edge in
            async let command = self.answerNext(edge, [.text("hi")])
            let answer = try await edge.send("POST", Self.path, ["Accept-Language": "en"], body: Self.hello)
            let chat = try CompleteChat.decoded(from: try await command.body)
            #expect(chat.request == #"{"messages":[{"role":"user","content":"hello"}]}"#)
            #expect(chat.model == "m")
            #expect(chat.language == .english)
            #expect(chat.grounding == nil)
            #expect(answer.status == 200)
            let json = try answer.json()
            #expect(json["object"] as? String == "chat.completion")
            #expect(json["created"] as? Int64 == chat.created)
            #expect(json["id"] as? String == "chatcmpl-\(try await command.run)")
        }
    }

    @Test func aStreamIsResumedInItsOwnShapeOnEitherRoute() async throws {
        try await RunningEdge.with { edge in
            async let command = self.answerNext(edge, [.text("a"), .text("b")])
            let whole = try await edge.send("POST", Self.path, body: Self.streamed)
            let run = try await command.run
            let all = try whole.events()
            let seen = try #require(all[1].id)
            #expect(seen == "\(run):1-3")
            let again = [
                try await edge.send("POST", Self.path, ["Last-Event-ID": seen], body: Self.streamed),
                try await edge.send("GET", "/runs/\(run)/stream", ["Last-Event-ID": seen]),
            ]
            for answer in again {
                #expect(try answer.events().map(\.data) == all.dropFirst(2).map(\.data))
            }
            let replay = try await edge.send("GET", "/runs/\(run)/stream")
            #expect(try replay.events().map(\.data) == all.map(\.data))
        }
    }

    @Test func aStreamWhoseRunIsGoneEndsWithAnError() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send(
                "POST",
                Self.path,
                ["Last-Event-ID": "\(RunID.random()):1-2"],
                body: Self.streamed
            )
            let events = try answer.events().map { String(decoding: $0.data, as: UTF8.self) }
            #expect(events.count == 2)
            #expect(events[0].hasPrefix(#"{"error":{"#))
            #expect(events[1] == "[DONE]")
        }
    }

    @Test func aStreamEndsWhenItsAnswerBeginsAnewThoughTheRunGoesOn() async throws {
        try await RunningEdge.with { edge in
            let head = try CompletionHead(model: "m", created: 1, includeUsage: false).encoded()
            let request = try RunningEdge.request("POST", Self.path, body: Self.streamed)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let run = try await edge.nextCommand().run
                try await edge.worker.begin(run)
                try await edge.worker.say([RunEvent(.completion, head), .text("a")], in: run)
                _ = await connection.read(untilText: #"{"content":"a"}"#)
                try await edge.worker.begin(run)
                try await edge.worker.say([RunEvent(.completion, head), .text("a")], in: run)
                let rest = await connection.read(untilText: "data: [DONE]\n\n")
                #expect(rest.contains(#"data: {"error":{"#))
                #expect(rest.ranges(of: #"{"content":"a"}"#).count <= 1)
            }
        }
    }

    @Test func questionsAreGroundedWhereNoModelIsConfigured() async throws {
        try await RunningEdge.with { edge in
            let leases = InMemoryLeases(bus: edge.bus, trait: .answersFromDocuments)
            try await leases.renew(edge.worker.id, for: .seconds(60))
            // A worker is known by what it holds.
            edge.queue.send(fields: [])
            _ = try await edge.queue.receive(as: edge.worker.id, limit: 1, wait: .zero)
            let hit = SearchHit(id: "mail_1", score: 1, type: "mail", text: "found", metadata: [:])
            let (command, asked) = try await edge.searching(finding: [hit]) {
                async let command = self.answerNext(edge, [.text("hi")])
                _ = try await edge.send("POST", Self.path, body: Self.hello)
                return try await command
            }
            #expect(try CompleteChat.decoded(from: command.body).grounding?.passages.map(\.id) == ["mail_1"])
            #expect(try asked.map { try SearchDocuments.decoded(from: $0.body).query } == ["hello"])
        }
    }

    // MARK: - Errors

    @Test(arguments: [
        ("POST", "/v1/chat/completions", "Authorization", "", 401, "invalid_api_key"),
        ("POST", "/aura/v1/chat/completions", "Authorization", "Bearer x", 401, "invalid_api_key"),
        ("POST", "/v1/chat/completions", "X-Tenant-ID", "2", 403, "insufficient_permissions"),
        ("GET", "/v1/other", "Accept", "*/*", 404, "not_found"),
        ("POST", "/v1/embeddings", "Authorization", "", 401, "invalid_api_key"),
    ])
    func errorsOfEveryKindHaveOpenAIsShape(
        method: String,
        path: String,
        header: String,
        value: String,
        status: Int,
        code: String
    ) async throws {
        try await RunningEdge.with { edge in
            let headers: [String: String?] = [header: value.isEmpty ? nil : value]
            let answer = try await edge.send(method, path, headers, body: method == "POST" ? Self.hello : nil)
            #expect(answer.status == status)
            #expect(try self.error(answer)["code"] as? String == code)
        }
    }

    @Test func badBodiesAndLargeOnesAreTold() async throws {
        try await RunningEdge.with { edge in
            let bad = try await edge.send("POST", Self.path, body: "{")
            #expect(bad.status == 400)
            #expect(try self.error(bad)["type"] as? String == "invalid_request_error")
            let large = try await edge.send("POST", Self.path, body: String(repeating: " ", count: (1 << 20) + 1))
            #expect(large.status == 413)
            #expect((try self.error(large)["message"] as? String ?? "").contains("1048576"))
        }
    }

    @Test func oneStreamTooManyIsARateLimit() async throws {
        try await RunningEdge.with(["AURA_MAX_STREAMS_PER_USER": "1"]) { edge in
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(try RunningEdge.request("POST", Self.path, body: Self.streamed))
                _ = await connection.read(untilText: ": connected")
                let answer = try await edge.send("POST", Self.path, body: Self.hello)
                #expect(answer.status == 429)
                #expect(try self.error(answer)["code"] as? String == "rate_limit_exceeded")
                #expect(answer.values("Retry-After").count == 1)
            }
        }
    }

    @Test func aGuestMayNot() async throws {
        try await RunningEdge.with { edge in
            let headers = try RunningEdge.caller("1", "42", role: "GUEST")
            let answer = try await edge.send("GET", "/v1/models", headers)
            #expect(answer.status == 403)
            #expect(try self.error(answer)["type"] as? String == "permission_error")
        }
    }

    // MARK: - Embeddings and models

    @Test func textsAreEmbeddedInPartsAndJoined() async throws {
        try await RunningEdge.with { edge in
            let texts = (0..<100).map { "t\($0)" }
            let body = try JSONSerialization.data(withJSONObject: ["input": texts, "model": "m-embed"])
            async let answered: [Int] = {
                var counts: [Int] = []
                for _ in 0..<2 {
                    let command = try await edge.nextCommand()
                    let work = try EmbedTexts.decoded(from: command.body)
                    #expect(work.model == "m-embed")
                    #expect(work.dimension == nil)
                    let vectors: [[Float]] = work.texts.map { [Float($0.dropFirst()) ?? -1, 0] }
                    let made = Embeddings(model: "m-embed", dimension: 2, vectors: vectors, promptTokens: vectors.count)
                    try await edge.worker.begin(command.run)
                    try await edge.worker.say([RunEvent(.embeddings, made.encoded())], in: command.run)
                    try await edge.worker.complete(command.run)
                    counts.append(vectors.count)
                }
                return counts
            }()
            let answer = try await edge.send(
                "POST",
                "/v1/embeddings",
                ["X-Tenant-ID": nil],
                body: String(decoding: body, as: UTF8.self)
            )
            #expect(try await answered.sorted() == [36, 64])
            #expect(answer.status == 200)
            let json = try answer.json()
            let data = try #require(json["data"] as? [NSDictionary])
            #expect(data.compactMap { ($0["embedding"] as? [Double])?.first } == (0..<100).map(Double.init))
            #expect(json["usage"] as? NSDictionary == ["prompt_tokens": 100, "total_tokens": 100])
        }
    }

    @Test func aModelThatThereIsNotIsNotFound() async throws {
        try await RunningEdge.with { edge in
            async let command = {
                let command = try await edge.nextCommand()
                try await edge.worker.begin(command.run)
                try await edge.worker.fail(command.run, .modelNotFound)
                return command
            }()
            let answer = try await edge.send("POST", "/v1/embeddings", body: #"{"input":"a","model":"x"}"#)
            _ = try await command
            #expect(answer.status == 404)
            #expect(try self.error(answer)["code"] as? String == "model_not_found")
        }
    }

    @Test func modelsAreAskedForOnceAMinute() async throws {
        try await RunningEdge.with { edge in
            let models = [ModelList.Model(id: "org/m 1", provider: "openai"), .init(id: "e", provider: "embedding")]
            async let command = self.answerNext(edge, [RunEvent(.models, ModelList(models: models).encoded())])
            let list = try await edge.send("GET", "/v1/models", ["X-Tenant-ID": nil])
            #expect(try await command.kind == ListModels.kind)
            #expect(list.status == 200)
            let first: NSDictionary = ["id": "org/m 1", "object": "model", "created": 0, "owned_by": "openai"]
            let second: NSDictionary = ["id": "e", "object": "model", "created": 0, "owned_by": "embedding"]
            #expect(try list.json() == ["object": "list", "data": [first, second]] as NSDictionary)
            // Nobody answers a second command.
            for id in ["org/m%201", "org%2Fm%201"] {
                #expect(try await edge.send("GET", "/aura/v1/models/\(id)").json() == first)
            }
            let unknown = try await edge.send("GET", "/v1/models/m")
            #expect(unknown.status == 404)
            #expect(try self.error(unknown)["code"] as? String == "model_not_found")
        }
    }
}
