import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct AdminRoutesTests {
    /// Sends a command of a tenant and gives it up. Returns the letter's id.
    private static func bury(_ tenant: String, in queue: InMemoryCommandQueue) async throws -> String {
        let command = Command(
            run: .random(),
            kind: "task.create",
            caller: try .of(tenant, "42"),
            edge: ReplicaID(instance: "edge-1", boot: "b0"),
            deadline: .max,
            body: Array(#"{"question":"secret"}"#.utf8)
        )
        _ = try await queue.send(command)
        let worker = ReplicaID(instance: "tasks-1", boot: "b0")
        let delivery = try #require(try await queue.receive(as: worker, limit: 1, wait: .zero).first)
        try await queue.bury(delivery, reason: "refused: 400")
        return delivery.entry
    }

    /// Adds an event and gives it up. Returns the letter's id.
    private static func bury(event: String, in events: InMemoryCommandQueue) async throws -> String {
        events.send(fields: [(EventFields.event, Array(event.utf8))])
        let indexer = ReplicaID(instance: "indexer-1", boot: "b0")
        let delivery = try #require(try await events.receive(as: indexer, limit: 1, wait: .zero).first)
        try await events.bury(delivery, reason: "subject is missing")
        return delivery.entry
    }

    private static func letters(_ answer: EdgeAnswer) throws -> [[String: Any]] {
        let data = try #require(try answer.json()["data"] as? [String: Any])
        return try #require(data["letters"] as? [[String: Any]])
    }

    @Test(arguments: [
        ("GET", "/admin/overview"), ("GET", "/aura/admin/dead/tasks"), ("POST", "/admin/dead/tasks/1-0/retry"),
        ("GET", "/admin/dead/events"), ("POST", "/admin/dead/events/1-0/retry"), ("GET", "/aura/admin/runs"),
    ])
    func onlyAdministratorsSeeAnyOfIt(method: String, path: String) async throws {
        try await RunningEdge.with { edge in
            for role in ["user", "manager", "guest"] {
                let caller = try RunningEdge.caller("1", "42", role: role)
                #expect(try await edge.send(method, path, caller).status == 403)
            }
            let nobody = try await edge.send(method, path, ["Authorization": nil])
            #expect(nobody.status == 401)
        }
    }

    @Test func theOverviewCountsWhatWaitsAndWhatWasGivenUp() async throws {
        try await RunningEdge.with { edge in
            _ = try await Self.bury("1", in: edge.reports)
            _ = try await Self.bury("2", in: edge.reports)
            _ = try await Self.bury(event: #"{"tenantId":"2"}"#, in: edge.events)
            _ = try await edge.send("POST", "/analysis", body: #"{"question":"x"}"#)
            let admin = try RunningEdge.caller("1", "1", role: "admin")
            let answer = try await edge.send("GET", "/admin/overview", admin)
            #expect(answer.status == 200)
            let data = try #require(try answer.json()["data"] as? [String: Any])
            #expect(data["openStreams"] as? Int == 0)
            #expect((data["checks"] as? [String: String]) == ["redis": "ready", "llm": "no worker is alive"])
            let services = try #require(data["services"] as? [[String: Any]])
            #expect(services.compactMap { $0["name"] as? String } == ["llm", "indexer", "tasks"])
            #expect(services.compactMap { $0["backlog"] as? Int } == [1, 0, 1])
            #expect(services.compactMap { $0["deadLetters"] as? Int } == [0, 0, 2])
            #expect(data["deadEvents"] as? Int == 1)
        }
    }

    @Test func lettersAreOfTheOwnTenantAndWithoutWhatWasAsked() async throws {
        try await RunningEdge.with { edge in
            let own = try await Self.bury("1", in: edge.reports)
            _ = try await Self.bury("2", in: edge.reports)
            let admin = try RunningEdge.caller("1", "1", role: "admin")
            let answer = try await edge.send("GET", "/admin/dead/tasks", admin)
            let letters = try Self.letters(answer)
            #expect(letters.compactMap { $0["id"] as? String } == [own])
            #expect(letters.first?["reason"] as? String == "refused: 400")
            #expect(letters.first?["kind"] as? String == "task.create")
            #expect(letters.first?["attempts"] as? Int == 1)
            #expect(!answer.text.contains("secret"))
        }
    }

    @Test func aLetterIsPutBackOnceAndByItsOwnTenantOnly() async throws {
        try await RunningEdge.with { edge in
            let own = try await Self.bury("1", in: edge.reports)
            let path = "/admin/dead/tasks/\(own)/retry"
            let stranger = try RunningEdge.caller("2", "1", role: "admin")
            #expect(try await edge.send("POST", path, stranger, body: "{}").status == 404)
            #expect(try await edge.reports.backlog() == 0)
            let admin = try RunningEdge.caller("1", "1", role: "admin")
            #expect(try await edge.send("POST", path, admin, body: "{}").status == 200)
            #expect(try await edge.send("POST", path, admin, body: "{}").status == 404)
            #expect(try await edge.reports.backlog() == 1)
            #expect(try await edge.reports.count() == 0)
        }
    }

    @Test func aRunThatWasGivenUpIsNotBegunAgain() async throws {
        try await RunningEdge.with { edge in
            let letter = try await Self.bury("1", in: edge.queue)
            let admin = try RunningEdge.caller("1", "1", role: "admin")
            #expect(try await edge.send("POST", "/admin/dead/llm/\(letter)/retry", admin, body: "{}").status == 422)
            #expect(try await edge.queue.count() == 1)
            #expect(try await edge.send("GET", "/admin/dead/mail", admin).status == 404)
        }
    }

    @Test func eventsAreOfTheTenantThatTheyNameAndWithoutWhatHappened() async throws {
        try await RunningEdge.with { edge in
            var own: [String] = []
            for event in [
                #"{"eventId":"e-1","eventType":"MAIL_SENT","tenantId":"1","userId":42,"data":{"subject":"secret"}}"#,
                #"{"tenantId":1}"#,
                #"{"tenantId":"2","eventType":"MAIL_SENT","tenantId":"1"}"#,
            ] {
                own.append(try await Self.bury(event: event, in: edge.events))
            }
            // Another tenant's, and those of which nobody can say whose they are.
            for event in [
                #"{"tenantId":"2","data":{"tenantId":"1"}}"#, #"{"tenantId":"1","tenantId":"2"}"#, #"{"tenantId":[1]}"#,
                #"{"eventType":"MAIL_SENT"}"#, #"{"tenantId":"1","text":"cut of"#, "1",
            ] {
                _ = try await Self.bury(event: event, in: edge.events)
            }
            let admin = try RunningEdge.caller("1", "1", role: "admin")
            let answer = try await edge.send("GET", "/admin/dead/events", admin)
            let letters = try Self.letters(answer)
            #expect(letters.compactMap { $0["id"] as? String } == own.reversed())
            #expect(letters.map { $0["kind"] as? String } == ["MAIL_SENT", nil, "MAIL_SENT"])
            #expect(letters.map { $0["user"] as? String } == [nil, nil, "42"])
            #expect(letters.last?["reason"] as? String == "subject is missing")
            let data = try #require(try answer.json()["data"] as? [String: Any])
            #expect(data["canRetry"] as? Bool == true)
            #expect(!answer.text.contains("secret"))
        }
    }

    @Test func anEventIsPutBackOnceAndByItsOwnTenantOnly() async throws {
        try await RunningEdge.with { edge in
            let own = try await Self.bury(event: #"{"tenantId":"1"}"#, in: edge.events)
            let nobodys = try await Self.bury(event: #"{"eventType":"MAIL_SENT"}"#, in: edge.events)
            let path = "/admin/dead/events/\(own)/retry"
            let stranger = try RunningEdge.caller("2", "1", role: "admin")
            let admin = try RunningEdge.caller("1", "1", role: "admin")
            #expect(try await edge.send("POST", path, stranger, body: "{}").status == 404)
            #expect(try await edge.send("POST", "/admin/dead/events/\(nobodys)/retry", admin, body: "{}").status == 404)
            #expect(try await edge.events.backlog() == 0)
            #expect(try await edge.send("POST", path, admin, body: "{}").status == 200)
            #expect(try await edge.send("POST", path, admin, body: "{}").status == 404)
            #expect(try await edge.events.backlog() == 1)
            #expect(try await edge.events.count() == 1)
        }
    }
}
