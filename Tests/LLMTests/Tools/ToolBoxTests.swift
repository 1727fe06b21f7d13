import DWPGateway
import HTTPFetch
import Logging
import Messages
import Testing

@testable import LLM

@Suite struct ToolBoxTests {
    private struct NoDocuments: DocumentSearching {
        func results(
            of search: SearchDocuments,
            for caller: Caller,
            traceparent: String?
        ) async throws -> SearchResults { SearchResults(results: [], tookMs: 0) }
    }

    private func supply(_ catalogue: String) throws -> ToolSupply {
        ToolSupply(
            catalogue: try ToolCatalogue(json: Array(catalogue.utf8)),
            gateway: DWPConfiguration(baseURL: "http://127.0.0.1:9"),
            http: ScriptedFetcher { _ throws(FetchError) in throw FetchError(code: .connectFailed, message: "no") },
            documents: NoDocuments(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private static let catalogue = #"""
        {"tools":[{"name":"wipe","description":"d","parameters":{"type":"object","properties":{"n":{"type":"integer"}},
        "required":["n"]},"method":"DELETE","path":"/api/x","requiresApproval":true,"permission":"data:delete"},
        {"name":"all","description":"d","parameters":{"type":"object"},"method":"GET","path":"/api/y",
        "requiresApproval":false}],
        "mcpServers":[{"name":"gone","url":"http://127.0.0.1:9/mcp"}]}
        """#

    @Test func aCallerHasTheToolsOfItsPermissions() async throws {
        let supply = try self.supply(Self.catalogue)
        let guest = await supply.box(for: ["agent:read", "data:read"])
        #expect(guest.definitions.map(\.name) == ["all", "list_my_tasks", "search_documents"])
        let admin = await supply.box(for: ToolPermission.names)
        #expect(admin.definitions.map(\.name) == ["all", "list_my_tasks", "search_documents", "wipe"])
        #expect(guest["wipe"] == nil)
        #expect(admin["wipe"]?.requiresApproval == true)
    }

    @Test(arguments: [
        ("none", "{}", #"There is no tool "none". The tools are: all, list_my_tasks, search_documents, wipe."#),
        ("wipe", "{", "The arguments are not one JSON object. Call the tool again with valid JSON."),
        ("wipe", "[1]", "The arguments are not one JSON object. Call the tool again with valid JSON."),
        ("wipe", "", "The arguments do not fit the tool's schema:\n- /n is missing"),
        (
            "wipe", #"{"n":"1"}"#,
            "The arguments do not fit the tool's schema:\n- /n must be a whole number, is a string"
        ),
        ("all", "{\"a\":\"\(String(repeating: "x", count: 70_000))\"}", "The arguments are longer than 65536 bytes."),
    ])
    func callsThatCannotBeMadeAreToldToTheModel(name: String, arguments: String, content: String) async throws {
        let box = try await self.supply(Self.catalogue).box(for: ToolPermission.names)
        guard case .refused(let outcome) = box.check(name, arguments: arguments) else {
            Issue.record("it was taken")
            return
        }
        #expect(outcome == .failure(content))
    }

    @Test(arguments: [("wipe", #"{"n":1}"#), ("all", ""), ("all", " \n")])
    func callsThatCanBeMadeAreReady(name: String, arguments: String) async throws {
        let box = try await self.supply(Self.catalogue).box(for: ToolPermission.names)
        guard case .ready(let tool, let value) = box.check(name, arguments: arguments) else {
            Issue.record("it was refused")
            return
        }
        #expect(tool.definition.name == name)
        #expect(value == (name == "wipe" ? ["n": 1] : [:]))
    }
}
