import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct RunSnapshotTests {
    private func record(owner: String? = nil, epoch: UInt64 = 0) throws -> RunRecord {
        RunRecord(
            run: try #require(RunID("0123456789abcdefghijklmnop")),
            kind: .chat,
            caller: try .of("1", "42"),
            created: 1_769_938_200_123,
            deadline: 1_769_938_260_123,
            owner: owner.map { ReplicaID(instance: $0, boot: "b0") },
            epoch: epoch
        )
    }

    private func transcript(_ events: RunEvent...) throws -> Transcript {
        var transcript = Transcript()
        let worker = ReplicaID(instance: "llm-1", boot: "b0")
        let started = Started(worker: worker, after: .zero, keep: false)
        transcript.add(LogEntry(id: EventID(1, 1), event: RunEvent(.started, try started.encoded())))
        for (index, event) in events.enumerated() {
            transcript.add(LogEntry(id: EventID(1, UInt64(index) + 2), event: event))
        }
        return transcript
    }

    private func json(_ snapshot: RunSnapshot) throws -> NSDictionary {
        let data = Data(try snapshot.json())
        return try #require(JSONSerialization.jsonObject(with: data) as? NSDictionary)
    }

    @Test func aRunThatNobodyBeganIsQueued() throws {
        #expect(
            try self.json(RunSnapshot(self.record(), Transcript())) == [
                "runId": "0123456789abcdefghijklmnop", "kind": "chat", "status": "queued", "epoch": 0,
                "worker": NSNull(),
                "text": "", "lastEventId": NSNull(), "createdAt": "2026-02-01T09:30:00.123",
            ]
        )
    }

    @Test func aRunningOneShowsItsTextSoFarAndWhoWritesIt() throws {
        let snapshot = RunSnapshot(
            try self.record(owner: "llm-1", epoch: 1),
            try self.transcript(.text("안"), .text("녕"))
        )
        #expect(
            try self.json(snapshot) == [
                "runId": "0123456789abcdefghijklmnop", "kind": "chat", "status": "running", "epoch": 1,
                "worker": "llm-1",
                "text": "안녕", "lastEventId": "0123456789abcdefghijklmnop:1-3", "createdAt": "2026-02-01T09:30:00.123",
            ]
        )
    }

    @Test func aCompletedOneShowsItsUsage() throws {
        let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
        let completed = RunEvent(.completed, try Completed(usage: usage).encoded())
        let json = try self.json(
            RunSnapshot(try self.record(owner: "llm-1", epoch: 1), try self.transcript(.text("hi"), completed))
        )
        #expect(json["status"] as? String == "completed")
        #expect(json["usage"] as? NSDictionary == ["promptTokens": 1, "completionTokens": 2, "totalTokens": 3])
        #expect(json["error"] == nil)
    }

    @Test(arguments: [(RunEventType.failed, "failed"), (.cancelled, "cancelled")])
    func oneThatDidNotEndWellShowsWhy(type: RunEventType, status: String) throws {
        let failure = RunFailure(.provider, error: "Model unavailable", message: "It cannot answer now")
        let ending = RunEvent(type, try failure.encoded())
        let json = try self.json(RunSnapshot(try self.record(), try self.transcript(.text("hi"), ending)))
        #expect(json["status"] as? String == status)
        #expect(
            json["error"] as? NSDictionary == [
                "error": "Model unavailable", "errorType": "ProviderError", "message": "It cannot answer now",
            ]
        )
        #expect(json["usage"] == nil)
    }
}
