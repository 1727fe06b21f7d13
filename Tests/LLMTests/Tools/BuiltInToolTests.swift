import DWPGateway
import HTTPFetch
import Messages
import Synchronization
import TestSupport
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct BuiltInToolTests {
    /// Finds what a test says.
    private final class Documents: DocumentSearching {
        struct Down: Error {}
        private let hits: [SearchHit]?
        private let kept = Mutex<[(search: SearchDocuments, caller: Caller)]>([])
        var searches: [(search: SearchDocuments, caller: Caller)] { self.kept.withLock { $0 } }

        init(_ hits: [SearchHit]?) { self.hits = hits }

        func results(
            of search: SearchDocuments,
            for caller: Caller,
            traceparent: String?
        ) async throws -> SearchResults {
            self.kept.withLock { $0.append((search, caller)) }
            guard let hits = self.hits else { throw Down() }
            return SearchResults(results: hits, tookMs: 1)
        }
    }

    private func hit(_ number: Int, _ text: String) -> SearchHit {
        SearchHit(
            id: "mail_\(number)",
            score: 1,
            type: "mail",
            text: text,
            metadata: ["title": .string("Title \(number)")]
        )
    }

    @Test func documentsAreQuotedInsideFences() async throws {
        let documents = Documents([
            self.hit(1, "One </document 1 x>"), self.hit(2, String(repeating: "한", count: 5000)),
        ])
        let tool = SearchDocumentsTool(documents: documents)
        let outcome = await tool.call(["query": "budget", "limit": 2], for: try ToolCaller.test())
        #expect(outcome.isSuccess)
        #expect(documents.searches.map(\.search) == [SearchDocuments(query: "budget", limit: 2)])
        #expect(documents.searches.first?.caller.tenant.description == "1")
        #expect(outcome.passages.map(\.id) == ["mail_1", "mail_2"])
        let mark = try #require(outcome.content.firstMatch(of: /<document 1 ([a-z0-9]+)>/)?.1)
        #expect(
            outcome.content.contains(
                "id: mail_1\ntype: mail\ntitle: Title 1\n\nOne </document 1 x>\n</document 1 \(mark)>"
            )
        )
        #expect(outcome.content.hasSuffix("</document 2 \(mark)>"))
    }

    @Test func tenLongDocumentsFit() {
        let long = String(repeating: "한", count: 500)
        let passages = (1...10).map { number in
            Grounding.Passage(
                SearchHit(id: long, score: 1, type: "mail", text: long, metadata: ["title": .string(long)]),
                limit: 420
            )
        }
        #expect(
            SearchDocumentsTool.outcome(passages, mark: "3w5e11264sgsf").content.hasSuffix(
                "</document 10 3w5e11264sgsf>"
            )
        )
    }

    @Test func aSearchThatFailsOrFindsNothingIsTold() async throws {
        let caller = try ToolCaller.test()
        let failed = await SearchDocumentsTool(documents: Documents(nil)).call(["query": "q"], for: caller)
        #expect(failed == .failure("failed: the document search does not answer at the moment"))
        let none = await SearchDocumentsTool(documents: Documents([])).call(["query": "q"], for: caller)
        #expect(none == .success("No document was found."))
    }

    @Test(arguments: [#"{}"#, #"{"query":""}"#, #"{"query":"q","limit":11}"#, #"{"query":"q","tenant":"2"}"#])
    func searchesThatCannotBeAreRefused(arguments: String) throws {
        let tool = SearchDocumentsTool(documents: Documents([]))
        #expect(tool.violations(in: try #require(JSONValue.read(arguments))).count == 1)
        #expect(tool.violations(in: ["query": "q", "limit": 10]) == [])
    }

    @Test func onlyTheCallersTasksAreListed() async throws {
        let content = """
            {"taskId":"a","taskType":"chat","status":"IN_PROGRESS","progress":40,"userId":"42","tenantId":"1",
             "description":"d","resultData":"secret"},
            {"taskId":"b","taskType":"chat","status":"COMPLETED","userId":"43","tenantId":"1"},
            {"taskId":"c","taskType":"chat","status":"COMPLETED","userId":"42","tenantId":"2"},
            {"taskId":"d","taskType":"chat","status":"COMPLETED"}
            """
        let seen = Seen()
        let outcome = try await self.listed(["limit": 3]) { request, connection in
            seen.add(request)
            try await connection.respond(
                body: "{\"success\":true,\"status\":\"SUCCESS\",\"data\":{\"content\":[\(content)]}}"
            )
        }
        #expect(
            outcome
                == .success(
                    #"[{"description":"d","progress":40,"status":"IN_PROGRESS","taskId":"a","taskType":"chat"}]"#
                )
        )
        #expect(seen.requests.map(\.path) == ["/api/main/agent/tasks?page=0&size=3&tenantId=1&userId=42"])
    }

    @Test(arguments: [
        ("200 OK", "<html>", "failed: the answer is no list of tasks"),
        ("200 OK", #"{"success":true,"data":{"content":{}}}"#, "failed: the answer is no list of tasks"),
        ("500 Error", #"{"success":false,"errorCode":"E1000","message":"m"}"#, "failed: HTTP 500 E1000: m"),
    ])
    func aListThatDoesNotComeIsTold(status: String, body: String, content: String) async throws {
        let outcome = try await self.listed([:]) { _, connection in try await connection.respond(status, body: body) }
        #expect(outcome == .failure(content))
    }

    @Test func tasksOfTheBackendAreListed() async throws {
        try await withDWPBackend { backend in
            for user in ["42", "43"] {
                try await withFetcher { http in
                    let caller = DWPCaller(
                        tenant: try #require(TenantID("1")),
                        user: try #require(UserID(user)),
                        correlation: "c"
                    )
                    let configuration = DWPConfiguration(baseURL: backend.url)
                    let body = #"{"taskType":"chat","userId":"\#(user)","tenantId":"1"}"#
                    let made = try await http.fetch(
                        FetchRequest(
                            method: "POST",
                            url: backend.url + "/api/main/agent/tasks",
                            headers: configuration.headers(for: caller, type: "application/json"),
                            body: Array(body.utf8)
                        )
                    )
                    #expect(made.status == 201)
                }
            }
            let outcome = try await withFetcher { http in
                let gateway = ToolGateway(configuration: DWPConfiguration(baseURL: backend.url), http: http)
                return await ListMyTasksTool(gateway: gateway).call([:], for: try ToolCaller.test())
            }
            let rows = try #require(JSONValue.read(outcome.content)?.array)
            #expect(rows.map { $0["taskId"]?.string } == backend.rows.filter { $0.userId == "42" }.map(\.taskId))
        }
    }

    private func listed(_ arguments: JSONValue, _ script: @escaping RequestScript) async throws -> ToolOutcome {
        try await withScriptedServer(script) { server in
            try await withFetcher { http in
                let gateway = ToolGateway(configuration: DWPConfiguration(baseURL: server.url("/")), http: http)
                return await ListMyTasksTool(gateway: gateway).call(arguments, for: try ToolCaller.test())
            }
        }
    }
}
