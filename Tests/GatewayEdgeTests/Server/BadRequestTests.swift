import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct BadRequestTests {
    @Test(arguments: [
        ("", 422, "E4000"), ("{}", 422, "E4000"), (#"{"message":""}"#, 422, "E4000"), ("{", 400, "E1001"),
        ("hello", 400, "E1001"), (#"{"message":5}"#, 422, "E4000"), (#"{"messages":"hi"}"#, 422, "E4000"),
        (#"{"message":"hi","model":7}"#, 422, "E4000"),
    ])
    func aBadBodyIsToldApart(body: String, status: Int, code: String) async throws {
        try await RunningEdge.with { edge in
            for path in ["/chat/stream", "/aura/chat/stream", "/chat"] {
                let answer = try await edge.send("POST", path, body: body)
                #expect(answer.status == status)
                #expect(answer.values("Content-Type") == ["application/json"])
                let json = try answer.json()
                #expect(json["errorCode"] as? String == code)
                #expect(json["status"] as? String == "ERROR")
                for trace in ["swift", "Error(", "DecodingError", ".swift", "Context"] {
                    #expect(!answer.text.contains(trace))
                }
            }
            #expect(try await edge.queue.backlog() == 0)
        }
    }

    @Test(arguments: [2 << 20, (1 << 20) + 1])
    func aBodyBeyondTheLimitIs413(size: Int) async throws {
        try await RunningEdge.with { edge in
            let body = #"{"message":""# + String(repeating: "x", count: size - 14) + #""}"#
            for path in ["/chat/stream", "/chat"] {
                let answer = try await edge.send("POST", path, body: body)
                #expect(answer.status == 413)
                #expect(answer.values("Content-Type") == ["application/json"])
                #expect(try answer.json()["success"] as? Bool == false)
            }
            #expect(try await edge.queue.backlog() == 0)
        }
    }

    @Test func aBodyAtTheLimitIsTaken() async throws {
        try await RunningEdge.with { edge in
            try await edge.answering("hi") {
                let body = #"{"message":""# + String(repeating: "x", count: (1 << 20) - 14) + #""}"#
                #expect(body.utf8.count == 1 << 20)
                let answer = try await edge.send("POST", "/chat/stream", body: body)
                #expect(try answer.events().text == "hi")
            }
        }
    }

    @Test func aChunkedBodyBeyondTheLimitIs413() async throws {
        try await RunningEdge.with { edge in
            let head = try RunningEdge.request("POST", "/chat/stream", ["Transfer-Encoding": "chunked"])
            let answer = try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(head)
                let chunk = "10000\r\n\(String(repeating: "x", count: 0x10000))\r\n"
                // The edge may have answered and closed before all is written.
                for _ in 0..<20 { try? await connection.write(chunk) }
                try? await connection.write("0\r\n\r\n")
                return EdgeAnswer(await connection.readToEnd())
            }
            #expect(answer?.status == 413)
        }
    }

    @Test func aBodyThatBreaksItsCodingIsA4xxOrAClosedConnection() async throws {
        try await RunningEdge.with { edge in
            let head = try RunningEdge.request("POST", "/chat/stream", ["Transfer-Encoding": "chunked"])
            let bytes = try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(head + "zz\r\n{\r\n")
                return await connection.readToEnd()
            }
            #expect(bytes.isEmpty || EdgeAnswer(bytes)?.status == 400)
            #expect(try await edge.send("GET", "/health").status == 200)
        }
    }

    @Test(arguments: ["X", "X-A-Header-With-A-Name-Of-Some-Length"])
    func tenThousandHeaderLinesAreRefused(name: String) async throws {
        try await RunningEdge.with { edge in
            let lines = (0..<10_000).map { "\(name)\($0): y\r\n" }.joined()
            let bytes = try await EdgeConnection.with(port: edge.port) { connection in
                // The edge may close before all is written.
                try? await connection.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\(lines)\r\n")
                return await connection.readToEnd()
            }
            if let answer = EdgeAnswer(bytes) { #expect((400..<500).contains(answer.status)) }
            #expect(try await edge.send("GET", "/health").status == 200)
        }
    }

    @Test(arguments: [
        "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /health HTTP/1.1\r\nX\u{0}: y\r\n\r\n",
        "POST /chat HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /chat HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n",
    ])
    func whatIsNoHTTPIsA4xxOrAClosedConnection(bytes: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(bytes)
                return await connection.readToEnd()
            }
            if let answer = EdgeAnswer(answer) { #expect((400..<500).contains(answer.status)) }
            #expect(try await edge.send("GET", "/health").status == 200)
        }
    }

    // Half a request, then silence.
    @Test(arguments: [
        "", "P", "POST /chat/stream HTTP/1.1\r\n", "POST /chat/stream HTTP/1.1\r\nHost: localhost\r\nX-Tenant",
    ])
    func aHeadThatDoesNotComeEndsTheConnection(part: String) async throws {
        try await RunningEdge.with(["AURA_HTTP_HEAD_TIMEOUT": "0.2", "AURA_HTTP_BODY_TIMEOUT": "30"]) { edge in
            let bytes = try await EdgeConnection.with(port: edge.port) { connection in
                if !part.isEmpty { try? await connection.write(part) }
                return await connection.readToEnd()
            }
            #expect(bytes.isEmpty || EdgeAnswer(bytes)?.status == 400 || EdgeAnswer(bytes)?.status == 408)
        }
    }

    @Test(arguments: ["", "{", #"{"message":"#])
    func aBodyThatDoesNotComeEndsTheConnection(part: String) async throws {
        try await RunningEdge.with(["AURA_HTTP_HEAD_TIMEOUT": "30", "AURA_HTTP_BODY_TIMEOUT": "0.2"]) { edge in
            let head = try RunningEdge.request("POST", "/chat/stream", ["Content-Length": "100"])
            let bytes = try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(head + part)
                return await connection.readToEnd()
            }
            if let answer = EdgeAnswer(bytes) { #expect((400..<500).contains(answer.status)) }
            #expect(try await edge.queue.backlog() == 0)
        }
    }

    @Test func aStreamOutlivesTheTimesForItsRequest() async throws {
        let times = ["AURA_HTTP_HEAD_TIMEOUT": "2", "AURA_HTTP_BODY_TIMEOUT": "2", "AURA_PING_INTERVAL": "0.5"]
        try await RunningEdge.with(times) { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: #"{"message":"hello"}"#)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let run = try await edge.nextCommand().run
                // Six half seconds of silence.
                await connection.read {
                    String(decoding: $0, as: UTF8.self).components(separatedBy: ": ping").count > 6
                }
                try await edge.worker.begin(run)
                try await edge.worker.say("late", in: run)
                try await edge.worker.complete(run)
                #expect(try #require(EdgeAnswer(await connection.readToEnd())).events().text == "late")
            }
        }
    }

    @Test func severalRequestsShareAConnection() async throws {
        try await RunningEdge.with { edge in
            let request = try RunningEdge.request("GET", "/health", isLast: false)
            try await EdgeConnection.with(port: edge.port) { connection in
                for count in 1...3 {
                    try await connection.write(request)
                    let bytes = await connection.read { bytes in
                        String(decoding: bytes, as: UTF8.self).components(separatedBy: #""OK""#).count > count
                    }
                    #expect(
                        String(decoding: bytes, as: UTF8.self).components(separatedBy: "HTTP/1.1 200").count == count
                            + 1
                    )
                }
            }
        }
    }
}
