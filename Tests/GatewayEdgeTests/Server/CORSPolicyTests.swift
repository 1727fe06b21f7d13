import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct CORSPolicyTests {
    private static func preflight(_ origin: String) -> [String: String?] {
        [
            "Origin": origin, "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,x-tenant-id", "Authorization": nil, "X-Tenant-ID": nil,
        ]
    }

    @Test(arguments: ["http://localhost:3039", "http://localhost:8080"], ["/health", "/chat/stream", "/runs/x"])
    func aPreflightOfTheFrontendIsAnswered(origin: String, path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("OPTIONS", path, Self.preflight(origin))
            #expect(answer.status == 200)
            #expect(answer.values("Access-Control-Allow-Origin") == [origin])
            let methods = answer.values("Access-Control-Allow-Methods").joined()
            #expect(methods.contains("POST") && methods.contains("DELETE"))
            let headers = answer.values("Access-Control-Allow-Headers").joined().lowercased()
            for name in ["authorization", "x-tenant-id", "content-type", "last-event-id", "idempotency-key"] {
                #expect(headers.contains(name))
            }
        }
    }

    @Test func aStrangersPreflightIsNot() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("OPTIONS", "/health", Self.preflight("https://evil.example"))
            #expect(answer.status != 200)
            #expect(answer.values("Access-Control-Allow-Origin").isEmpty)
        }
    }

    @Test func anAnswerAndARefusalCanBothBeReadByTheFrontend() async throws {
        try await RunningEdge.with { edge in
            let origin = "http://localhost:3039"
            for path in ["/health", "/nonexistent", "/runs/0123456789abcdef"] {
                let answer = try await edge.send("GET", path, ["Origin": origin, "Authorization": nil])
                #expect(answer.values("Access-Control-Allow-Origin") == [origin])
                #expect(answer.values("Access-Control-Expose-Headers") == ["X-Run-ID"])
                #expect(answer.values("Vary") == ["Origin"])
            }
        }
    }

    // Contract §1.5 G3: the gateway adds its own, and browsers refuse them twice.
    @Test func underTheGatewaysPrefixThereAreNone() async throws {
        try await RunningEdge.with { edge in
            for method in ["GET", "OPTIONS"] {
                let answer = try await edge.send(method, "/aura/health", Self.preflight("http://localhost:3039"))
                #expect(answer.headers.allSatisfy { !$0.name.lowercased().hasPrefix("access-control") })
            }
        }
    }

    @Test func theOriginsAreASetting() async throws {
        try await RunningEdge.with(["CORS_ALLOWED_ORIGINS": "https://a.example, https://b.example"]) { edge in
            for (origin, isAllowed) in [("https://a.example", true), ("http://localhost:3039", false)] {
                let answer = try await edge.send("GET", "/health", ["Origin": origin])
                #expect(answer.values("Access-Control-Allow-Origin").isEmpty != isAllowed)
            }
        }
    }
}
