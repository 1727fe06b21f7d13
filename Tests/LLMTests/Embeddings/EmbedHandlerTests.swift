import Bus
import Foundation
import HTTPFetch
import InMemoryLogging
import Logging
import Messages
import TestSupport
import Testing

@testable import LLM

/// The handler before a provider that is scripted, over real HTTP.
@Suite(.timeLimit(.minutes(1))) struct EmbedHandlerTests {
    private let bus = InMemoryBus()
    private let worker = ReplicaID(instance: "llm-1", boot: "b0")
    private let edge = ReplicaID(instance: "indexer-1", boot: "b0")
    private let said = InMemoryLogHandler()

    private static let answer = embeddingAnswer([(1, [0, 2]), (0, [3, 4])])

    private struct Outcome {
        var result: CommandResult
        var events: [RunEvent]
        var embeddings: Embeddings?
        var failure: RunFailure?
    }

    /// Carries out commands of two texts, one after the other, and says what came of the last.
    private func outcome(
        of body: [UInt8]? = nil,
        times: Int = 1,
        deadline: Duration = .seconds(30),
        embedder: TextEmbedder?
    ) async throws -> Outcome {
        let log = InMemoryRunLog(bus: self.bus)
        let logger = Logger(label: "test") { _ in self.said }
        let writer = RunWriter(log: log, worker: self.worker, logger: logger)
        let ownership = RunOwnership(
            log: log,
            writer: writer,
            worker: self.worker,
            detachGrace: .seconds(30),
            logger: logger
        )
        let handler = EmbedHandler(ownership: ownership, embedder: embedder, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await writer.run() }
            defer { tasks.cancelAll() }
            var outcome = Outcome(result: .lost, events: [])
            for _ in 0..<times {
                let record = try RunRecord.test(.of("1", "42"), deadline: deadline)
                try await InMemoryRunRegistry(bus: self.bus).create(record, servedBy: self.edge)
                let command = Command(
                    run: record.run,
                    kind: EmbedTexts.kind,
                    caller: record.caller,
                    edge: self.edge,
                    deadline: record.deadline,
                    body: try body ?? EmbedTexts(texts: ["a", "b"], dimension: 2).encoded()
                )
                outcome.result = await handler.handle(command, attempt: 1)
                outcome.events = try await log.entries(of: record.run, after: .zero, limit: 10).map(\.event)
            }
            let payload = outcome.events.last?.payload ?? []
            outcome.failure = try? RunFailure.decoded(from: payload)
            let found = outcome.events.first { $0.type == .embeddings }
            outcome.embeddings = try found.map { try Embeddings.decoded(from: $0.payload) }
            let events = outcome.events.map { String(decoding: $0.payload, as: UTF8.self) }
            let lines = self.said.entries.map { "\($0.message) \($0.metadata)" }
            #expect(!(events + lines).joined().contains(EmbeddingConfiguration.testKey))
            return outcome
        }
    }

    /// Lets the provider answer as a script says, which gets each request's number from 1.
    private func outcome(
        of body: [UInt8]? = nil,
        times: Int = 1,
        timeout: Duration = .seconds(10),
        deadline: Duration = .seconds(30),
        policy: RetryPolicy = RetryPolicy(base: .milliseconds(1)),
        _ script: @escaping @Sendable (Int, ScriptedConnection) async throws -> Void
    ) async throws -> (outcome: Outcome, requests: Int) {
        let calls = CallCount()
        let outcome = try await withScriptedServer({ request, connection in
            #expect(request.path == "/v1/embeddings")
            try await script(calls.next(), connection)
        }) { server in
            try await withFetcher { fetcher in
                let configuration = try EmbeddingConfiguration.test(baseURL: server.url("/v1"), timeout: timeout)
                let provider = EmbeddingProvider(configuration: try #require(configuration), http: fetcher)
                let embedder = TextEmbedder(provider, policy: policy, logger: Logger(label: "test") { _ in self.said })
                return try await self.outcome(of: body, times: times, deadline: deadline, embedder: embedder)
            }
        }
        return (outcome, calls.value)
    }

    @Test func theVectorsAreOneEventAndTheRunEnds() async throws {
        let (outcome, _) = try await self.outcome { _, connection in try await connection.respond(body: Self.answer) }
        #expect(outcome.result == .done)
        #expect(outcome.events.map(\.type) == [.started, .embeddings, .completed])
        #expect(outcome.embeddings?.model == "m-embed")
        #expect(outcome.embeddings?.unpacked == [[0.6, 0.8], [0, 1]])
    }

    @Test func aTextIsAskedForOnce() async throws {
        let (outcome, requests) = try await self.outcome(times: 3) { _, connection in
            try await connection.respond(body: Self.answer)
        }
        #expect(outcome.embeddings?.unpacked == [[0.6, 0.8], [0, 1]])
        #expect(requests == 1)
    }

    @Test(arguments: [
        "429 Too Many Requests", "503 Service Unavailable", "408 Request Timeout", "cut", "reset", "garbage",
    ])
    func whatMayPassIsTriedAgain(fault: String) async throws {
        let (outcome, requests) = try await self.outcome { call, connection in
            guard call == 1 else { return try await connection.respond(body: Self.answer) }
            switch fault {
            case "cut":
                try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"data\":[")
                try await connection.close()
            case "reset": try await connection.reset()
            case "garbage": try await connection.respond(body: "<html>")
            default: try await connection.respond(fault, ["Retry-After: 0"], body: "{}")
            }
        }
        #expect(outcome.result == .done)
        #expect(outcome.embeddings?.unpacked?.count == 2)
        #expect(requests == 2)
    }

    @Test(
        arguments: [
            ("401 Unauthorized", 1, RunFailure.ErrorType.provider), ("404 Not Found", 1, .modelNotFound),
            ("400 Bad Request", 1, .invalidRequest), ("429 Too Many Requests", 3, .rateLimited),
            ("500 Internal Server Error", 3, .provider),
        ]
    )
    func whatStaysIsATypedFailure(status: String, expected: Int, type: RunFailure.ErrorType) async throws {
        let (outcome, requests) = try await self.outcome { _, connection in
            let body = #"{"error":{"message":"not with \#(EmbeddingConfiguration.testKey) at 10.0.0.7"}}"#
            try await connection.respond(status, body: body)
        }
        #expect(outcome.result == .done)
        #expect(outcome.events.map(\.type) == [.started, .failed])
        #expect(outcome.failure?.errorType == type)
        #expect(outcome.failure?.message.contains("10.0.0.7") == false)
        #expect(requests == expected)
        #expect(self.said.entries.contains { "\($0.metadata)".contains("10.0.0.7") }, "the log says what it was")
    }

    @Test(
        arguments: [
            (embeddingAnswer([(0, [1]), (1, [1])]), 1), (embeddingAnswer([(0, [1, 0])]), 3), ("garbage", 3),
        ]
    )
    func whatIsNoAnswerIsATypedFailure(body: String, expected: Int) async throws {
        let (outcome, requests) = try await self.outcome { _, connection in try await connection.respond(body: body) }
        #expect(outcome.failure?.errorType == .provider)
        #expect(requests == expected)
    }

    @Test func silenceIsATypedFailureAndNotTriedAgain() async throws {
        let (outcome, requests) = try await self.outcome(timeout: .milliseconds(200)) { _, connection in
            await connection.waitForClose()
        }
        #expect(outcome.failure?.errorType == .providerTimeout)
        #expect(requests == 1)
    }

    @Test func nobodyIsWaitedForBeyondTheDeadline() async throws {
        let policy = RetryPolicy(base: .seconds(60), longestWait: .seconds(60))
        let (outcome, requests) = try await self.outcome(deadline: .seconds(10), policy: policy) { _, connection in
            try await connection.respond("503 Service Unavailable", body: "{}")
        }
        #expect(outcome.failure?.errorType == .provider)
        #expect(requests == 1)
    }

    @Test func vectorsThatCameTooLateAreOnlyKept() async throws {
        let (outcome, requests) = try await self.outcome(deadline: .seconds(2)) { _, connection in
            try await Task.sleep(for: .milliseconds(2200))
            try await connection.respond(body: Self.answer)
        }
        #expect(outcome.events.map(\.type) == [.started, .failed])
        #expect(outcome.failure == .late)
        #expect(requests == 1)
    }

    @Test func withoutAModelTheFailureSaysWhatIsMissing() async throws {
        let outcome = try await self.outcome(embedder: nil)
        #expect(outcome.result == .done)
        #expect(outcome.events.map(\.type) == [.started, .failed])
        #expect(outcome.failure?.errorType == .modelNotFound)
        #expect(outcome.failure?.message.contains("OPENAI_EMBEDDING_MODEL") == true)
    }

    @Test func whoNamesNoSizeGetsTheModelsOwnAndWhatItCost() async throws {
        let body = try EmbedTexts(texts: ["a", "b"], model: "m-embed").encoded()
        let (outcome, requests) = try await self.outcome(of: body, times: 2) { _, connection in
            try await connection.respond(body: Self.answer)
        }
        #expect(outcome.embeddings?.dimension == 2)
        #expect(outcome.embeddings?.unpacked?.count == 2)
        // The second time they were kept.
        #expect(requests == 1)
        #expect(outcome.embeddings?.promptTokens == 0)
        let first = try await self.outcome(of: body) { _, connection in try await connection.respond(body: Self.answer)
        }
        #expect(first.outcome.embeddings?.promptTokens == 1)
    }

    @Test func anotherModelThanTheOneThatThereIsIsNotFound() async throws {
        let body = try EmbedTexts(texts: ["a"], model: "other").encoded()
        let (outcome, requests) = try await self.outcome(of: body) { _, connection in
            try await connection.respond(body: Self.answer)
        }
        #expect(outcome.failure?.errorType == .modelNotFound)
        #expect(requests == 0)
    }

    @Test(arguments: ["{", "{}", #"{"texts":[],"dimension":2}"#, #"{"texts":["a"],"dimension":0}"#])
    func aCommandThatCannotBeCarriedOutIsBuried(body: String) async throws {
        let outcome = try await self.outcome(of: Array(body.utf8), embedder: nil)
        #expect(outcome.result == .bury(reason: "the body is not that of kind embed"))
        #expect(outcome.failure == .unreadableCommand)
    }
}
