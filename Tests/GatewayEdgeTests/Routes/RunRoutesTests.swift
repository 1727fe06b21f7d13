import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct RunRoutesTests {
    @Test(arguments: ["", "/aura"])
    func aRunIsShownToItsCaller(prefix: String) async throws {
        try await RunningEdge.with { edge in
            let (run, entries) = try await edge.answeredRun("안", "녕")
            let answer = try await edge.send("GET", "\(prefix)/runs/\(run)")
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["application/json"])
            let data = try #require(try answer.json()["data"] as? NSDictionary)
            #expect(data["runId"] as? String == run.description)
            #expect(data["status"] as? String == "completed")
            #expect(data["text"] as? String == "안녕")
            #expect(data["worker"] as? String == "llm-1")
            #expect(data["epoch"] as? Int == 1)
            #expect(data["lastEventId"] as? String == "\(run):\(try #require(entries.last).id)")
        }
    }

    @Test func aStreamIsJoinedFromItsBeginningOrFromAnyPlace() async throws {
        try await RunningEdge.with { edge in
            let (run, entries) = try await edge.answeredRun("a", "b", "c")
            #expect(try await edge.send("GET", "/aura/runs/\(run)/stream").events().text == "abc")
            for (index, rest) in ["bc", "c", ""].enumerated() {
                let headers = ["Last-Event-ID": "\(run):\(entries[index].id)"]
                let events = try await edge.send("GET", "/runs/\(run)/stream", headers).events()
                #expect(events.text == rest)
                #expect(events.endsWithDone)
            }
        }
    }

    @Test(arguments: ["event_123", "41", ""])
    func aForeignIDJoinsFromTheBeginning(id: String) async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("a", "b")
            #expect(try await edge.send("GET", "/runs/\(run)/stream", ["Last-Event-ID": id]).events().text == "ab")
        }
    }

    @Test func anIDOfAnotherRunOfOnesOwnIsNoPlaceInThisOne() async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("a", "b")
            let (other, _) = try await edge.answeredRun("x", "y")
            let answer = try await edge.send("GET", "/runs/\(run)/stream", ["Last-Event-ID": "\(other):1-3"])
            #expect(try answer.events().text == "ab")
        }
    }

    @Test func aRunThatNobodyBeganIsStopped() async throws {
        try await RunningEdge.with { edge in
            let run = try await edge.newRun()
            for _ in 0..<2 {
                let answer = try await edge.send("DELETE", "/runs/\(run)")
                #expect(answer.status == 200)
                let data = try #require(try answer.json()["data"] as? NSDictionary)
                #expect(data["status"] as? String == "cancelled")
                #expect((data["error"] as? NSDictionary)?["errorType"] as? String == "Cancelled")
            }
            let events = try await edge.send("GET", "/runs/\(run)/stream").events()
            #expect(events.errorTypes == ["Cancelled"])
            #expect(events.endsWithDone)
        }
    }

    @Test func aRunningOneIsStoppedByItsWorker() async throws {
        try await RunningEdge.with { edge in
            let run = try await edge.newRun()
            let inbox = InMemoryWorkerInbox(bus: edge.bus, worker: edge.worker.id)
            _ = try await inbox.renew()
            try await edge.worker.begin(run)
            #expect(try await edge.send("DELETE", "/aura/runs/\(run)").status == 200)
            #expect(try await inbox.receive(wait: .zero) == [.cancel(run)])
        }
    }

    @Test func stoppingAnEndedRunChangesNothing() async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("a")
            let answer = try await edge.send("DELETE", "/runs/\(run)")
            #expect(answer.status == 200)
            #expect((try answer.json()["data"] as? NSDictionary)?["status"] as? String == "completed")
        }
    }

    // MARK: - Somebody else's

    @Test(arguments: [("1", "43"), ("2", "42"), ("2", "43")], ["", "/aura"])
    func anotherTenantsOrUsersRunIsNotThere(caller: (String, String), prefix: String) async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("secret")
            let stranger = try RunningEdge.caller(caller.0, caller.1)
            for (method, path) in [("GET", "/runs/\(run)"), ("GET", "/runs/\(run)/stream"), ("DELETE", "/runs/\(run)")]
            {
                let answer = try await edge.send(method, prefix + path, stranger)
                #expect(answer.status == 404)
                #expect(!answer.text.contains("secret"))
                // Not told apart from one that never was.
                let none = try await edge.send(
                    method,
                    prefix + path.replacing("\(run)", with: "\(RunID.random())"),
                    stranger
                )
                #expect(none.status == 404)
                #expect(try none.json()["errorCode"] as? String == (try answer.json()["errorCode"] as? String))
                #expect(try none.json()["message"] as? String == (try answer.json()["message"] as? String))
            }
        }
    }

    @Test(arguments: [("1", "43"), ("2", "42"), ("2", "43")], ["", "/aura"])
    func anotherTenantsOrUsersEventIDIsForbidden(caller: (String, String), prefix: String) async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("secret")
            let stranger = try RunningEdge.caller(caller.0, caller.1)
            for place in ["1-2", "0-0", "9-9", "1-2.e1"] {
                let headers = stranger.merging(["Last-Event-ID": "\(run):\(place)"]) { $1 }
                for (method, path) in [("POST", "/chat/stream"), ("GET", "/runs/\(run)/stream")] {
                    let body = method == "POST" ? #"{"message":"hello"}"# : nil
                    let answer = try await edge.send(method, prefix + path, headers, body: body)
                    #expect(answer.status == 403)
                    #expect(try answer.json()["errorCode"] as? String == "E2001")
                    #expect(!answer.text.contains("secret"))
                }
            }
            #expect(try await edge.queue.backlog() == 0)
        }
    }

    @Test func aStrangersRunIsNotStopped() async throws {
        try await RunningEdge.with { edge in
            let run = try await edge.newRun()
            #expect(try await edge.send("DELETE", "/runs/\(run)", RunningEdge.caller("2", "42")).status == 404)
            #expect(try await !edge.worker.log.hasEnded(run))
            #expect(try await !InMemoryRunRegistry(bus: edge.bus).isCancelRequested(run))
        }
    }

    @Test(arguments: ["x", "..%2F..%2Fetc", "0123456789ABCDEF", "{0123456789abcdef}", "%00", "0123456789abcdef%0d%0a"])
    func whatIsNoRunIDIsNotThere(id: String) async throws {
        try await RunningEdge.with { edge in
            for method in ["GET", "DELETE"] {
                let answer = try await edge.send(method, "/runs/\(id)")
                #expect(answer.status == 404)
            }
        }
    }

    @Test func withoutATokenNothingIsShown() async throws {
        try await RunningEdge.with { edge in
            let (run, _) = try await edge.answeredRun("secret")
            for (method, path) in [("GET", "/runs/\(run)"), ("GET", "/runs/\(run)/stream"), ("DELETE", "/runs/\(run)")]
            {
                let answer = try await edge.send(method, path, ["Authorization": nil])
                #expect(answer.status == 401)
                #expect(!answer.text.contains("secret"))
            }
        }
    }
}
