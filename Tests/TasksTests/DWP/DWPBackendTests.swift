import Foundation
import HTTPFetch
import TestSupport
import Testing

@testable import Tasks

/// The stand-in must be as awkward as the backend is, or tests against it prove nothing.
@Suite(.timeLimit(.minutes(1))) struct DWPBackendTests {
    private let path = "/api/main/agent/tasks"

    private struct Answer {
        var status: Int
        var text: String
        var envelope: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(self.text.utf8)) as? [String: Any]) ?? [:]
        }
        var code: String? { self.envelope["errorCode"] as? String }
        var data: [String: Any] { self.envelope["data"] as? [String: Any] ?? [:] }
    }

    private func withBackend(_ body: (DWPBackend, CurlFetcher) async throws -> Void) async throws {
        let http = try CurlFetcher(logger: quietLogger)
        try await withDWPBackend { try await body($0, http) }
        await http.shutdown()
    }

    private func call(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        headers: [FetchHeader] = [FetchHeader(name: "X-Tenant-ID", value: "1")],
        on backend: DWPBackend,
        _ http: CurlFetcher
    ) async throws -> Answer {
        let request = FetchRequest(
            method: method,
            url: backend.url + self.path + path,
            headers: headers,
            body: body.map { Array($0.utf8) },
            timeouts: FetchTimeouts(total: .seconds(3)),
            isRepeatable: false
        )
        let response = try await http.fetch(request)
        let text = String(decoding: try await response.body.collect(upTo: 1 << 20), as: UTF8.self)
        return Answer(status: response.status, text: text)
    }

    private func create(_ backend: DWPBackend, _ http: CurlFetcher) async throws -> String {
        let body = #"{"taskType":"t","userId":"42","tenantId":"1","description":"d","inputData":"{}"}"#
        let answer = try await self.call("POST", "", body, on: backend, http)
        #expect(answer.status == 201)
        return try #require(answer.data["taskId"] as? String)
    }

    @Test func anEnvelopeStandsRoundEveryAnswer() async throws {
        try await self.withBackend { backend, http in
            let id = try await self.create(backend, http)
            let answer = try await self.call("GET", "/\(id)", on: backend, http)
            #expect(answer.envelope["status"] as? String == "SUCCESS")
            #expect(answer.envelope["success"] as? Bool == true)
            let names = [
                "taskId", "userId", "tenantId", "taskType", "status", "progress", "description", "createdAt",
                "updatedAt",
            ]
            #expect(Set(answer.data.keys) == Set(names), "null fields and the input are left out")
            let created = try #require(answer.data["createdAt"] as? String)
            #expect(DWPTimestamp(created) != nil)
            let unknown = try await self.call("GET", "/nobody", on: backend, http)
            #expect((unknown.status, unknown.code) == (404, "E1004"))
            #expect(unknown.envelope["success"] as? Bool == false)
        }
    }

    @Test func theGatewayRefusesWithoutATenantAndWithoutABody() async throws {
        try await self.withBackend { backend, http in
            let answer = try await self.call("GET", "/x", headers: [], on: backend, http)
            #expect((answer.status, answer.text) == (400, ""))
        }
    }

    @Test(arguments: [
        (#"{"taskType":"t","userId":"1","tenantId":"1","later":1}"#, 500, "E1000"),
        (#"{"taskType":"t","userId":"1","tenantId":"1","inputData":{"a":1}}"#, 500, "E1000"),
        (#"{"taskType":"t","userId":1,"tenantId":"1"}"#, 500, "E1000"), ("{", 500, "E1000"),
        (#"{"taskType":"t","userId":"1","tenantId":"1","description":"\u0000"}"#, 500, "E1000"),
        (#"{"taskType":" ","userId":"1","tenantId":"1"}"#, 400, "E4000"), (#"{"taskType":"t"}"#, 400, "E4000"),
        (#"{"taskType":"t","userId":"\#(String(repeating: "1", count: 51))","tenantId":"1"}"#, 500, "E1000"),
        (#"{"taskType":"\#(String(repeating: "가", count: 101))","userId":"1","tenantId":"1"}"#, 500, "E1000"),
    ])
    func aCreationThatIsNotQuiteRightIsRefused(body: String, status: Int, code: String) async throws {
        try await self.withBackend { backend, http in
            let answer = try await self.call("POST", "", body, on: backend, http)
            #expect((answer.status, answer.code) == (status, code))
            #expect(backend.rows.isEmpty)
        }
    }

    @Test func aCompletionNeedsAStartAndAStartResetsTheProgress() async throws {
        try await self.withBackend { backend, http in
            let id = try await self.create(backend, http)
            let early = try await self.call("POST", "/\(id)/complete", "{}", on: backend, http)
            #expect((early.status, early.code) == (500, "E1000"))
            #expect(
                try await self.call(
                    "PATCH",
                    "/\(id)/progress",
                    #"{"progress":40,"description":"p"}"#,
                    on: backend,
                    http
                )
                .status == 200
            )
            #expect(backend.rows.first?.progress == 40)
            #expect(try await self.call("POST", "/\(id)/start", on: backend, http).status == 200)
            #expect(backend.rows.first?.progress == 0)
            #expect(
                try await self.call("PATCH", "/\(id)/progress", #"{"progress":50}"#, on: backend, http).status == 200
            )
            #expect(backend.rows.first?.description == nil, "a missing description overwrites")
            let body = #"{"result": "끝" }"#
            #expect(try await self.call("POST", "/\(id)/complete", body, on: backend, http).status == 200)
            #expect(backend.rows.first?.resultData == body)
            #expect(backend.rows.first?.status == .completed)
            #expect(
                try await self.call("PATCH", "/\(id)/progress", #"{"progress":5,"description":""}"#, on: backend, http)
                    .status == 200
            )
            #expect(backend.rows.first?.progress == 5, "even after the end, and backwards")
            #expect(backend.violations.count == 1)
        }
    }

    @Test func aFailureNeedsItsParameter() async throws {
        try await self.withBackend { backend, http in
            let id = try await self.create(backend, http)
            let body = #"{"errorMessage":"m"}"#
            #expect(try await self.call("POST", "/\(id)/fail", body, on: backend, http).status == 500)
            #expect(
                try await self.call("POST", "/\(id)/fail?errorMessage=a%20b%2B%EA%B0%80+c", on: backend, http).status
                    == 200
            )
            #expect(backend.rows.first?.errorMessage == "a b+가 c")
        }
    }

    @Test func aListIsOfOneUserAndTheNewestComesFirst() async throws {
        try await self.withBackend { backend, http in
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await self.create(backend, http)) }
            #expect(try await self.call("GET", "?userId=42", on: backend, http).status == 500)
            let answer = try await self.call("GET", "?userId=42&tenantId=1&page=1&size=2", on: backend, http)
            let content = answer.data["content"] as? [[String: Any]] ?? []
            #expect(content.map { $0["taskId"] as? String } == [ids[2], ids[1]])
            #expect(answer.data["totalElements"] as? Int == 5)
            let other = try await self.call("GET", "?userId=43&tenantId=1", on: backend, http)
            #expect((other.data["content"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func aLateProgressUndoesACompletionAndIsSeenAsAnOverlap() async throws {
        try await self.withBackend { backend, http in
            let id = try await self.create(backend, http)
            _ = try await self.call("POST", "/\(id)/start", on: backend, http)
            backend.inject(.late(behind: .complete), on: .progress)
            async let late = self.call(
                "PATCH",
                "/\(id)/progress",
                #"{"progress":40,"description":""}"#,
                on: backend,
                http
            )
            try await eventually("the late call") { backend.calls.contains { $0.operation == .progress } }
            _ = try await self.call("POST", "/\(id)/complete", "{}", on: backend, http)
            #expect(backend.calls.last?.hadEffect == true)
            _ = try await late
            #expect(backend.rows.first?.status == .inProgress)
            #expect(backend.overlaps == [id])
            #expect(backend.violations == ["calls overlap on \(id)"])
        }
    }

    @Test func faultsComeAsTold() async throws {
        try await self.withBackend { backend, http in
            backend.inject(.status(503), on: .create)
            let body = #"{"taskType":"t","userId":"42","tenantId":"1"}"#
            #expect(try await self.call("POST", "", body, on: backend, http).status == 503)
            #expect(backend.rows.isEmpty)
            for (fault, rows) in [(DWPFault.cut, 0), (.loseReply, 1), (.hang, 1), (.hangAfterEffect, 2)] {
                backend.inject(fault, on: .create)
                await #expect(throws: FetchError.self) { try await self.call("POST", "", body, on: backend, http) }
                #expect(backend.rows.count == rows, "\(fault)")
            }
            backend.inject(.statusAfterEffect(504), on: .create)
            #expect(try await self.call("POST", "", body, on: backend, http).status == 504)
            #expect(backend.rows.count == 3)
            #expect(backend.calls.filter(\.hadEffect).count == 3)
            try await backend.whileDown {
                try await eventually("the refusal") {
                    do {
                        _ = try await self.call("GET", "/x", on: backend, http)
                        return false
                    } catch let error as FetchError {
                        return error.code == .connectFailed
                    }
                }
            }
            try await eventually("the return") { (try? await self.create(backend, http)) != nil }
            #expect(backend.rows.count == 4, "what it held is kept")
        }
    }
}
