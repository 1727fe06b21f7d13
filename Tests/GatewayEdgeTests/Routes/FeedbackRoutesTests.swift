import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct FeedbackRoutesTests {
    @Test(arguments: ["", "/aura"])
    func feedbackIsKeptWithTheRunAndTheLastWordCounts(prefix: String) async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("a")
            func shown() async throws -> NSDictionary? {
                let answer = try await edge.send("GET", "\(prefix)/runs/\(run)")
                return (try answer.json()["data"] as? NSDictionary)?["feedback"] as? NSDictionary
            }
            #expect(try await shown() == nil)
            for (body, rating, comment) in [
                (#"{"rating":"down","comment":"틀렸어요"}"#, "down", "틀렸어요"),
                (#"{"rating":"up","comment":" "}"#, "up", nil),
            ] {
                let answer = try await edge.send("POST", "\(prefix)/runs/\(run)/feedback", body: body)
                #expect(answer.status == 200)
                let data = try #require(try answer.json()["data"] as? NSDictionary)
                #expect(data["runId"] as? String == run.description)
                let feedback = try #require(data["feedback"] as? NSDictionary)
                #expect(feedback["rating"] as? String == rating)
                #expect(feedback["comment"] as? String == comment)
                #expect(feedback["at"] is String)
                #expect(try await shown() == feedback)
            }
        }
    }

    @Test(arguments: [
        ("{", 400), ("[]", 422), ("{}", 422), (#"{"rating":"sideways"}"#, 422), (#"{"rating":1}"#, 422),
        (#"{"rating":"up","comment":7}"#, 422),
        (#"{"rating":"up","comment":"\#(String(repeating: "가", count: 2001))"}"#, 422),
        (#"{"rating":"up","comment":"\#(String(repeating: "가", count: 2000))"}"#, 200),
    ])
    func whatIsNoFeedbackIsRefused(body: String, status: Int) async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("a")
            #expect(try await edge.send("POST", "/runs/\(run)/feedback", body: body).status == status)
            let record = try await InMemoryRunRegistry(bus: edge.bus).record(of: run)
            #expect((record?.feedback != nil) == (status == 200))
        }
    }

    @Test(arguments: [("1", "43"), ("2", "42")])
    func anothersRunTakesNone(stranger: (String, String)) async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("a")
            let headers = try RunningEdge.caller(stranger.0, stranger.1)
            let body = #"{"rating":"up"}"#
            #expect(try await edge.send("POST", "/runs/\(run)/feedback", headers, body: body).status == 404)
            #expect(try await edge.send("POST", "/runs/\(RunID.random())/feedback", body: body).status == 404)
            #expect(try await InMemoryRunRegistry(bus: edge.bus).record(of: run)?.feedback == nil)
        }
    }
}
