import DWPGateway
import Foundation
import HTTPFetch
import Messages
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct GatewayToolTests {
    private static let post = #"""
        {"name":"send","description":"d","method":"POST","path":"/api/mail/{box}/messages","requiresApproval":true,
        "parameters":{"type":"object","properties":{"box":{"type":"string"},"subject":{"type":"string"},
        "id":{"type":"integer"}},"required":["box"]},"timeoutMs":10000}
        """#
    private static let get = #"""
        {"name":"find","description":"d","method":"GET","path":"/api/mail","requiresApproval":false,
        "parameters":{"type":"object"},"timeoutMs":10000}
        """#

    /// A tool that waits for half a second.
    private static func hasty(_ json: String) -> String {
        json.replacing(#""timeoutMs":10000"#, with: #""timeoutMs":500"#)
    }

    /// Calls a tool on a server that does as `script` says.
    private func outcome(
        _ json: String = Self.get,
        _ arguments: JSONValue = [:],
        for caller: ToolCaller? = nil,
        serviceToken: String? = nil,
        _ script: @escaping RequestScript
    ) async throws -> ToolOutcome {
        let caller = try caller ?? ToolCaller.test()
        let settings = try GatewayToolSettings.test(json)
        return try await withScriptedServer(script) { server in
            try await withFetcher { http in
                let gateway = DWPConfiguration(baseURL: server.url("/"), serviceToken: serviceToken.map { Secret($0) })
                let tool = GatewayTool(settings, gateway: ToolGateway(configuration: gateway, http: http))
                return await tool.call(arguments, for: caller)
            }
        }
    }

    /// What the server saw of a call.
    private func request(
        _ json: String,
        _ arguments: JSONValue,
        for caller: ToolCaller? = nil,
        serviceToken: String? = nil
    ) async throws -> ScriptedRequest {
        let seen = Seen()
        let outcome = try await self.outcome(json, arguments, for: caller, serviceToken: serviceToken) {
            request,
            connection in
            seen.add(request)
            try await connection.respond(body: "{}")
        }
        #expect(outcome.isSuccess)
        return try #require(seen.requests.first)
    }

    @Test func argumentsGoIntoPathAndBody() async throws {
        let arguments: JSONValue = ["box": "in box", "subject": "결재", "id": 9_007_199_254_740_993]
        let request = try await self.request(Self.post, arguments)
        #expect(request.method == "POST")
        #expect(request.path == "/api/mail/in%20box/messages")
        #expect(JSONValue.read(request.body) == ["subject": "결재", "id": 9_007_199_254_740_993])
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("Idempotency-Key") == "run1-call1")
        #expect(request.header("X-Tenant-ID") == "1")
        #expect(request.header("X-User-ID") == "42")
        #expect(request.header("X-DWP-Source") == "AURA")
        #expect(request.header("X-DWP-Caller-Type") == "AGENT")
        #expect(request.header("X-Correlation-ID") == "corr-1")
        #expect(request.header("traceparent")?.hasPrefix("00-0af7") == true)
        #expect(request.header("Authorization") == "Bearer \(ToolCaller.token)")
    }

    @Test func argumentsOfAGetAreItsQuery() async throws {
        let arguments: JSONValue = ["q": "a&b=c", "tag": ["x", 2], "none": .null, "deep": ["k": true], "page": 0]
        let request = try await self.request(Self.get, arguments)
        #expect(request.path == "/api/mail?deep=%7B%22k%22%3Atrue%7D&page=0&q=a%26b%3Dc&tag=x&tag=2")
        #expect(request.body.isEmpty)
        #expect(request.header("Idempotency-Key") == nil)
    }

    @Test func aTokenThatHasEndedIsNotSent() async throws {
        let ended = try ToolCaller.test(authorization: CallerAuthorization(token: "old", expiresAt: 1))
        #expect(
            try await self.request(Self.get, [:], for: ended, serviceToken: "own").header("Authorization")
                == "Bearer own"
        )
        #expect(try await self.request(Self.get, [:], for: ended).header("Authorization") == nil)
    }

    @Test(arguments: [
        (#"{"status":"SUCCESS","success":true,"data":{"b":1,"a":"한"}}"#, #"{"a":"한","b":1}"#),
        (#"{"status":"SUCCESS","success":true,"message":"보냈습니다"}"#, "Done. 보냈습니다"),
        (#"[1, 2]"#, "[1,2]"), ("plain\ntext", "plain\ntext"), ("", "Done; there is no answer to read (HTTP 200)."),
    ])
    func answersAreTold(body: String, content: String) async throws {
        let outcome = try await self.outcome { _, connection in try await connection.respond(body: body) }
        #expect(outcome == .success(content))
    }

    @Test func bytesThatAreNoTextAreNamed() async throws {
        let outcome = try await self.outcome { _, connection in
            try await connection.writeHead("200 OK", ["Content-Type: image/png", "Content-Length: 4"])
            try await connection.write([0xFF, 0xD8, 0x00, 0x01])
        }
        #expect(outcome == .success("The answer is no text (image/png, 4 bytes)."))
    }

    @Test(arguments: [
        (
            "404 Not Found",
            #"{"success":false,"status":"ERROR","errorCode":"E1004","message":"없습니다\nat com.dwp.Foo"}"#,
            "failed: HTTP 404 E1004: 없습니다"
        ),
        (
            "200 OK", #"{"success":false,"status":"ERROR","errorCode":"E3002","message":"m"}"#,
            "failed: HTTP 200 E3002: m"
        ),
        (
            "500 Error", #"{"timestamp":"t","path":"/x","error":"Internal Server Error","trace":"java.lang.X\n at y"}"#,
            "failed: HTTP 500: Internal Server Error"
        ),
        ("502 Bad Gateway", "<html><body>nginx/1.2</body></html>", "failed: HTTP 502"),
        ("400 Bad Request", "", "failed: HTTP 400"),
        (
            "401 Unauthorized", #"{"message":"token eyJ.person.token is bad"}"#,
            "failed: HTTP 401: token [redacted] is bad"
        ),
    ])
    func errorsAreToldInOneLine(status: String, body: String, content: String) async throws {
        let outcome = try await self.outcome { _, connection in try await connection.respond(status, body: body) }
        #expect(outcome == .failure(content))
    }

    @Test func answersDoNotQuoteTheToken() async throws {
        let outcome = try await self.outcome { request, connection in
            try await connection.respond(body: "you sent \(request.header("Authorization") ?? "")")
        }
        #expect(outcome == .success("you sent Bearer [redacted]"))
    }

    @Test func redirectsAreNotFollowed() async throws {
        let outcome = try await self.outcome { request, connection in
            guard request.path == "/api/mail" else { return try await connection.respond(body: "followed") }
            try await connection.respond("302 Found", ["Location: /elsewhere"])
        }
        #expect(outcome == .failure("failed: HTTP 302: a redirect, which is not followed"))
    }

    @Test func longAnswersAreCutForTheModel() async throws {
        let text = String(repeating: "한", count: 9000)
        let outcome = try await self.outcome { _, connection in try await connection.respond(body: text) }
        #expect(outcome.isSuccess)
        #expect(outcome.content == text.prefix(8000) + "\n[The rest of the answer was cut off.]")
    }

    @Test func anAnswerOfAMegabyteIsNotReadToItsEnd() async throws {
        let closed = Closings()
        let outcome = try await self.outcome { _, connection in
            try await connection.writeHead("200 OK", ["Content-Length: 1000001"])
            let line = String(repeating: "한글", count: 1000)
            do {
                for _ in 0..<166 { try await connection.write(line) }
            } catch {}
            // The last byte never comes: whoever reads to the end waits for the timeout.
            await connection.waitForClose()
            closed.add()
        }
        #expect(outcome.isSuccess, "\(outcome)")
        #expect(outcome.content.hasSuffix("[The rest of the answer was cut off.]"))
        #expect(outcome.content.hasPrefix("한글한글"))
        #expect(closed.count == 1)
    }

    @Test func anAnswerThatDoesNotComeIsTold() async throws {
        let (get, post) = (Self.hasty(Self.get), Self.hasty(Self.post))
        let repeatable = try await self.outcome(get) { _, connection in await connection.waitForClose() }
        #expect(repeatable == .failure("failed: no answer within 0.5 s"))
        let other = try await self.outcome(post, ["box": "b"]) { _, connection in await connection.waitForClose() }
        #expect(other.content.hasPrefix("failed: no answer within 0.5 s; it is not known whether it was carried out"))
    }

    @Test func anAnswerThatBreaksOffIsTold() async throws {
        let outcome = try await self.outcome(Self.post, ["box": "b"]) { _, connection in
            try await connection.writeHead("200 OK", ["Content-Length: 100"])
            try await connection.write("half")
            try await connection.close()
        }
        #expect(outcome.content.hasPrefix("failed: the answer broke off; it is not known"))
    }

    @Test func aGatewayThatIsNotThereIsTold() async throws {
        let settings = try GatewayToolSettings.test(Self.post)
        let port = try FreePort.find()
        let outcome = try await withFetcher { http in
            let gateway = ToolGateway(configuration: DWPConfiguration(baseURL: "http://127.0.0.1:\(port)"), http: http)
            return await GatewayTool(settings, gateway: gateway).call(["box": "b"], for: try ToolCaller.test())
        }
        #expect(outcome == .failure("failed: the service cannot be reached; nothing was carried out"))
    }

    @Test func aQueryThatTheGatewayWouldRefuseIsNotSent() async throws {
        let outcome = try await self.outcome(Self.get, ["q": .string(String(repeating: "한", count: 500))]) {
            _,
            connection in
            try await connection.respond(body: "sent")
        }
        #expect(outcome == .failure("failed: the arguments are too long for a query"))
    }

    @Test func aToolIsWhatItsEntrySays() throws {
        let gateway = ToolGateway(
            configuration: DWPConfiguration(baseURL: "http://h"),
            http: ScriptedFetcher(chunks: [])
        )
        let post = GatewayTool(try GatewayToolSettings.test(Self.post), gateway: gateway)
        #expect(post.requiresApproval && !post.isRepeatable && post.permission == nil)
        #expect(post.definition.name == "send")
        #expect(post.definition.parameters.flatMap { JSONValue.read($0) }?["required"] == ["box"])
        #expect(post.violations(in: ["box": 1]).map(\.path) == ["/box"])
        #expect(post.violations(in: ["box": "../x"]).map(\.path) == ["/box"])
        let get = GatewayTool(try GatewayToolSettings.test(Self.get), gateway: gateway)
        #expect(!get.requiresApproval && get.isRepeatable)
    }
}

/// Keeps what a server saw.
final class Seen: Sendable {
    private let kept = Mutex<[ScriptedRequest]>([])
    var requests: [ScriptedRequest] { self.kept.withLock { $0 } }
    func add(_ request: ScriptedRequest) { self.kept.withLock { $0.append(request) } }
}

/// Counts connections that were closed.
private final class Closings: Sendable {
    private let value = Mutex(0)
    var count: Int { self.value.withLock { $0 } }
    func add() { self.value.withLock { $0 += 1 } }
}
