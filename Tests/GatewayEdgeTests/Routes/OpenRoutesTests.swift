import Foundation
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct OpenRoutesTests {
    private static let stranger: [String: String?] = ["Authorization": nil, "X-Tenant-ID": nil]

    // Contract §8.
    @Test(arguments: ["/health", "/aura/health"])
    func healthIsTheRoadmapsBody(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.stranger)
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["application/json"])
            #expect(try answer.json() == ["status": "OK", "service": "aura-platform", "version": "1.0.0"])
        }
    }

    @Test(arguments: ["/info", "/aura/info"])
    func infoIsTheRoadmapsBody(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.stranger)
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["application/json"])
            #expect(
                try answer.json() == [
                    "name": "Aura-Platform", "description": "AI Agent for DWP",
                    "capabilities": ["chat", "analysis", "automation"],
                ]
            )
        }
    }

    @Test(arguments: ["/agents/health", "/aura/agents/health"])
    func theAgentsHealthIsTheBackendScripts(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.stranger)
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["application/json"])
            let json = try answer.json()
            #expect(json["status"] as? String == "healthy")
            #expect(json["agent_initialized"] as? Bool == true)
            #expect(json["tools_count"] is Int)
        }
    }

    @Test(arguments: ["/health/ready", "/aura/health/ready"])
    func readinessIs503WhileSomethingIsMissing(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.stranger)
            #expect(answer.status == 503)
            #expect(answer.values("Content-Type") == ["application/json"])
            #expect(try answer.json()["checks"] as? NSDictionary == ["redis": "ready", "llm": "no worker is alive"])
        }
    }

    @Test func anInvalidTokenDoesNotMatterWhereNoneIsNeeded() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", "/aura/health", ["Authorization": "Bearer x", "X-Tenant-ID": "7"])
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: ["/nonexistent-endpoint", "/aura/nonexistent-endpoint", "/aura/aura/health", "/runs"])
    func whatIsNotThereIsA404InJSON(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path)
            #expect(answer.status == 404)
            #expect(answer.values("Content-Type") == ["application/json"])
            let json = try answer.json()
            #expect(json["errorCode"] as? String == "E1004")
            #expect(json["success"] as? Bool == false)
            #expect(json["status"] as? String == "ERROR")
            #expect(json["detail"] as? String == "Not found")
            #expect(json["message"] as? String == "찾을 수 없습니다")
            #expect((json["traceId"] as? String)?.isEmpty == false)
            #expect((json["timestamp"] as? String)?.contains("T") == true)
        }
    }

    @Test(arguments: [
        ("DELETE", "/health", "GET, HEAD"), ("PATCH", "/health", "GET, HEAD"), ("TRACE", "/health", "GET, HEAD"),
        ("OPTIONS", "/health", "GET, HEAD"), ("GET", "/chat/stream", "POST"), ("GET", "/chat", "POST"),
        ("PUT", "/chat", "POST"), ("HEAD", "/chat/stream", "POST"), ("HEAD", "/usage", "GET"),
    ])
    func aMethodThatARouteDoesNotHaveIs405(method: String, path: String, allowed: String) async throws {
        try await RunningEdge.with { edge in
            for path in [path, "/aura\(path)"] {
                let answer = try await edge.send(method, path)
                #expect(answer.status == 405)
                #expect(answer.values("Allow") == [allowed])
                if method == "HEAD" {
                    #expect(answer.body.isEmpty)
                } else {
                    #expect(try answer.json()["errorCode"] as? String == "E1002")
                }
            }
        }
    }

    // RFC 9110, section 9.3.2.
    @Test(arguments: [
        "/health", "/health/ready", "/info", "/agents/health", "/", "/openapi.json", "/docs", "/docs/",
        "/console/main.js",
    ])
    func aHEADIsAnsweredAsItsGETWithoutTheContent(path: String) async throws {
        try await RunningEdge.with { edge in
            for path in [path, "/aura\(path)"] {
                let whole = try await edge.send("GET", path, Self.stranger)
                let head = try await edge.send("HEAD", path, Self.stranger)
                #expect(head.status == whole.status)
                #expect(head.body.isEmpty)
                #expect(whole.values("Content-Length") == ["\(whole.body.count)"])
                for name in ["Content-Type", "Content-Length", "ETag", "Cache-Control", "Location", "Vary"] {
                    #expect(head.values(name) == whole.values(name), "\(name)")
                }
            }
        }
    }

    @Test func theCallersCorrelationIDIsTheTraceOfItsErrors() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", "/nonexistent", ["X-Correlation-ID": "c-17"])
            #expect(try answer.json()["traceId"] as? String == "c-17")
            // Contract §1.5 G3: what is echoed arrives twice.
            #expect(answer.values("X-Correlation-ID").isEmpty)
            #expect(answer.values("X-Trace-Id").isEmpty)
            let long = try await edge.send(
                "GET",
                "/nonexistent",
                ["X-Correlation-ID": String(repeating: "x", count: 200)]
            )
            #expect((try long.json()["traceId"] as? String)?.count ?? 1000 < 100)
        }
    }

    // Contract §1.2: Java clients ask for h2c, the gateway passes the original host on.
    @Test func anUpgradeToH2CAndAnyHostAreIgnored() async throws {
        try await RunningEdge.with { edge in
            let headers: [String: String?] = [
                "Host": "dwp.example.com", "Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings",
                "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA",
            ]
            let request = try RunningEdge.request("GET", "/aura/health", headers)
            let answer = try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                return await connection.read(untilText: "1.0.0")
            }
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
    }
}
