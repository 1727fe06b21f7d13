import TestSupport
import Testing

extension SystemTests {
    /// Every token once, in order, to every client, whatever it does.
    @Suite struct Delivery {
        @Test(.timeLimit(.minutes(2)))
        func fiftyStreamsGetEveryTokenOnceAndInOrder() async throws {
            try await withStack(
                environment: ["AURA_MAX_STREAMS_PER_USER": "100"],
                provider: ProviderScripts.tokens(100, pace: .milliseconds(5))
            ) { stack in
                let worker = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                try await withThrowingTaskGroup(of: [EventStream.Event].self) { clients in
                    for number in 0..<50 {
                        clients.addTask {
                            var stream = try await edge.client().chat("question \(number)")
                            return try await stream.rest()
                        }
                    }
                    for try await events in clients {
                        #expect(events.text == ProviderScripts.text(100))
                        #expect(events.isDone)
                        // Words that came together are one event; all but the end have an id of their own.
                        #expect(events.count <= 101)
                        #expect(Set(events.compactMap(\.id)).count == events.count - 1)
                    }
                }
                #expect(worker.process.isRunning)
            }
        }

        @Test(.timeLimit(.minutes(2)), arguments: [false, true])
        func droppedClientResumesWhereItWas(onAnotherEdge: Bool) async throws {
            try await withStack(provider: ProviderScripts.tokens(100, pace: .milliseconds(10))) { stack in
                _ = try await stack.startWorker("llm-1")
                let first = try await stack.startEdge("edge-1")
                let second = onAnotherEdge ? try await stack.startEdge("edge-2") : first
                var stream = try await first.client().chat("hello")
                let seen = try await stream.next(10)
                stream.hangUp()
                let last = try #require(seen.last?.id)
                // As EventSource does: the same request again, with the last id.
                var again = try await second.client().chat("hello", ["Last-Event-ID": last])
                #expect(again.run == stream.run)
                let rest = try await again.rest()
                #expect((seen + rest).text == ProviderScripts.text(100))
                #expect(rest.isDone)
                #expect(stack.provider.counts.requests == 1)
                // And after the end, from any place, by the run's own route.
                var tail = try await second.client().stream(
                    "GET",
                    "/runs/\(stream.run)/stream",
                    nil,
                    ["Last-Event-ID": last]
                )
                #expect(try await tail.rest() == rest)
            }
        }

        @Test(.timeLimit(.minutes(2)), arguments: [false, true])
        func secondViewerSeesTheWholeAnswer(onAnotherEdge: Bool) async throws {
            try await withStack(provider: ProviderScripts.tokens(100, pace: .milliseconds(10))) { stack in
                _ = try await stack.startWorker("llm-1")
                let first = try await stack.startEdge("edge-1")
                let second = onAnotherEdge ? try await stack.startEdge("edge-2") : first
                var stream = try await first.client().chat("hello")
                let seen = try await stream.next(20)
                var other = try await second.client().stream("GET", "/aura/runs/\(stream.run)/stream")
                async let others = other.rest()
                let all = seen + (try await stream.rest())
                #expect(all.text == ProviderScripts.text(100))
                #expect(try await others == all)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func koreanEmojiAndNewlinesArriveIntactByteByByte() async throws {
            let deltas = ["안녕하세요, ", "매출 보고서\n초안입니다. ", "👩‍👩‍👧‍👦🇰🇷", "\n\n끝\r\n."]
            try await withStack(
                provider: { _, connection in
                    try await connection.writeHead("200 OK", ["Content-Type: text/event-stream"])
                    let body = deltas.map { ProviderScripts.delta($0) }.joined() + ProviderScripts.end
                    try await connection.writeOneBytePerSegment(Array(body.utf8))
                    try await connection.close()
                },
                { stack in
                    _ = try await stack.startWorker("llm-1")
                    let edge = try await stack.startEdge("edge-1")
                    var stream = try await edge.client().chat("안녕")
                    let events = try await stream.rest()
                    // A carriage return cannot be told from a line end inside an event stream.
                    #expect(events.text == deltas.joined().replacing("\r\n", with: "\n"))
                    #expect(events.isDone)
                    let whole = try await edge.client().post("/chat", #"{"message":"안녕"}"#).data()
                    #expect(whole["text"] as? String == deltas.joined())
                }
            )
        }

        @Test(.timeLimit(.minutes(1)))
        func repeatedPostWithOneIdempotencyKeyJoinsTheRun() async throws {
            try await withStack(provider: ProviderScripts.tokens(20, pace: .milliseconds(10))) { stack in
                _ = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                let other = try await stack.startEdge("edge-2")
                async let one = edge.client().chat("hello", ["Idempotency-Key": "k1"])
                async let two = other.client().chat("hello", ["Idempotency-Key": "k1"])
                var (first, second) = try await (one, two)
                #expect(first.run == second.run)
                #expect(try await first.rest().text == ProviderScripts.text(20))
                #expect(try await second.rest().text == ProviderScripts.text(20))
                #expect(stack.provider.counts.requests == 1)
                let conflict = try await edge.client().post(
                    "/chat/stream",
                    #"{"message":"other"}"#,
                    ["Idempotency-Key": "k1"]
                )
                #expect(conflict.status == 409)
                #expect(conflict.text.contains("E3006"))
            }
        }
    }
}
