import Foundation
import NIOCore
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct ConsoleRoutesTests {
    private static let browser: [String: String?] = [
        "Authorization": nil, "X-Tenant-ID": nil, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    ]
    private static let stranger: [String: String?] = ["Authorization": nil, "X-Tenant-ID": nil]

    @Test(arguments: ["/", "/aura/"])
    func aBrowserGetsThePage(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.browser)
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["text/html; charset=utf-8"])
            #expect(answer.values("Vary") == ["Accept"])
            #expect(answer.text.contains("<!doctype html>"))
        }
    }

    @Test func withoutItsSlashThePageIsRedirectedNextToItself() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", "/aura", Self.browser)
            #expect(answer.status == 308)
            // Relative: behind the gateway the path is another one.
            #expect(answer.values("Location") == ["aura/"])
        }
    }

    // Contract §8.
    @Test(arguments: ["/", "/aura", "/aura/"])
    func whoAsksForNoPageIsToldWhatThisIs(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.stranger)
            #expect(answer.status == 200)
            #expect(answer.values("Content-Type") == ["application/json"])
            let json = try answer.json()
            #expect(json == ["message": "Aura-Platform", "version": "1.0.0", "status": "operational"])
        }
    }

    @Test func everyFileOfThePageIsInTheBinaryAsItIs() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Services/gateway-edge/Console/Pages")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(names) == Set(ConsoleFile.all.keys))
        for name in names {
            let written = try Data(contentsOf: folder.appendingPathComponent(name))
            #expect(ConsoleFile.all[name].map { Data($0.bytes.readableBytesView) } == written, "\(name)")
        }
    }

    @Test(arguments: [
        ("main.js", "text/javascript; charset=utf-8"), ("console.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ])
    func aFileMayDoNoMoreThanItsPage(name: String, type: String) async throws {
        try await RunningEdge.with { edge in
            for prefix in ["", "/aura"] {
                let answer = try await edge.send("GET", "\(prefix)/console/\(name)", Self.stranger)
                #expect(answer.status == 200)
                #expect(answer.values("Content-Type") == [type])
                #expect(answer.values("X-Content-Type-Options") == ["nosniff"])
                #expect(answer.values("Referrer-Policy") == ["no-referrer"])
                #expect(answer.values("Cache-Control") == ["no-cache"])
                let policy = try #require(answer.values("Content-Security-Policy").first)
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"))
                #expect(!policy.contains("unsafe"))
            }
        }
    }

    @Test func aFileThatTheBrowserHasIsNotSentAgain() async throws {
        try await RunningEdge.with { edge in
            let first = try await edge.send("GET", "/console/main.js", Self.stranger)
            let tag = try #require(first.values("ETag").first)
            for known in [tag, "W/\(tag)", "\"other\", \(tag)"] {
                let headers = Self.stranger.merging(["If-None-Match": known]) { $1 }
                let again = try await edge.send("GET", "/console/main.js", headers)
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
                #expect(again.values("ETag") == [tag])
            }
            let other = try await edge.send(
                "GET",
                "/console/main.js",
                Self.stranger.merging(["If-None-Match": "\"other\""]) { $1 }
            )
            #expect(other.status == 200)
        }
    }

    @Test(arguments: ["/console/other.js", "/console/..%2Fmain.js", "/console/%2e%2e/main.js", "/console/"])
    func whatIsNoFileIsNotFound(path: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path, Self.stranger)
            #expect(answer.status == 404)
        }
    }
}
