import Bus
import Foundation
import Messages
import ServerSentEvents
import TestSupport
import Testing

@testable import GatewayEdge

/// In which language errors and the system's own words reach a reader (contract §2).
@Suite(.timeLimit(.minutes(2))) struct ErrorLanguageTests {
    @Test(arguments: [
        (nil, "‘message’ 값이 없습니다"), ("ko-KR,en;q=0.5", "‘message’ 값이 없습니다"), ("en-GB", "message is missing"),
        ("ko;q=0.2,en;q=0.7", "message is missing"), ("fr", "‘message’ 값이 없습니다"),
    ])
    func anErrorIsInTheReadersLanguageAndItsDetailStays(header: String?, message: String) async throws {
        try await RunningEdge.with { edge in
            for path in ["/chat", "/aura/chat/stream"] {
                let json = try await edge.send("POST", path, ["Accept-Language": header], body: "{}").json()
                #expect(json["message"] as? String == message)
                #expect(json["detail"] as? String == "message is missing")
            }
            let body = #"{"messages":[]}"#
            let openAI = try await edge.send("POST", "/v1/chat/completions", ["Accept-Language": header], body: body)
            let error = try #require(try openAI.json()["error"] as? NSDictionary)
            let isEnglish = message.hasSuffix("missing")
            #expect(error["message"] as? String == (isEnglish ? "messages is empty" : "‘messages’ 값이 비어 있습니다"))
        }
    }

    @Test func aFailureIsInTheLanguageOfWhoeverReadsIt() async throws {
        try await RunningEdge.with { edge in
            let run = try await edge.newRun()
            try await edge.worker.begin(run)
            try await edge.worker.say("half", in: run)
            try await edge.worker.say([RunEvent(.failed, try RunFailure(.modelTimeout).encoded())], in: run)
            for (header, message) in [("ko", "모델이 제때 답하지 않았습니다"), ("en", "The model did not answer in time")] {
                let headers: [String: String?] = ["Accept-Language": header]
                let stream = try await edge.send("GET", "/runs/\(run)/stream", headers)
                let error = try #require(stream.events().first { $0.event == "error" })
                let json = try JSONSerialization.jsonObject(with: Data(error.data)) as? NSDictionary
                #expect(json?["message"] as? String == message)
                #expect(json?["reason"] == nil)
                let shown = try await edge.send("GET", "/runs/\(run)", headers).json()["data"] as? NSDictionary
                #expect((shown?["error"] as? NSDictionary)?["message"] as? String == message)
            }
        }
    }
}
