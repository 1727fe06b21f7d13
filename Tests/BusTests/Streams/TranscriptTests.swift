import Messages
import TestSupport
import Testing

@testable import Bus

@Suite struct TranscriptTests {
    @Test func aLongLogIsReadWhole() async throws {
        let bus = InMemoryBus()
        let worker = ScriptedWorker(bus)
        let record = RunRecord.test(try .of("1", "42"))
        try await InMemoryRunRegistry(bus: bus).create(record, servedBy: ReplicaID(instance: "edge", boot: "b0"))
        try await worker.begin(record.run)
        try await worker.say((0..<2500).map { .text("\($0) ") }, in: record.run)
        let last = try await worker.complete(record.run)
        let transcript = try await Transcript.read(record.run, from: worker.log)
        #expect(String(decoding: transcript.text, as: UTF8.self) == (0..<2500).map { "\($0) " }.joined())
        #expect(transcript.last == last.id)
        #expect(transcript.terminal == last.event)
    }

    @Test(arguments: [(true, "oldnew"), (false, "new")])
    func anEpochKeepsTheTextOrNot(keep: Bool, text: String) async throws {
        let bus = InMemoryBus()
        let worker = ScriptedWorker(bus)
        let record = RunRecord.test(try .of("1", "42"))
        try await InMemoryRunRegistry(bus: bus).create(record, servedBy: ReplicaID(instance: "edge", boot: "b0"))
        try await worker.begin(record.run)
        try await worker.say("old", in: record.run)
        try await worker.begin(record.run, keep: keep)
        try await worker.say("new", in: record.run)
        let transcript = try await Transcript.read(record.run, from: worker.log)
        #expect(String(decoding: transcript.text, as: UTF8.self) == text)
        #expect(transcript.terminal == nil)
    }

    @Test func anUnknownRunHasNone() async throws {
        let transcript = try await Transcript.read(.random(), from: InMemoryRunLog(bus: InMemoryBus()))
        #expect(transcript.last == .zero)
        #expect(transcript.text.isEmpty)
    }
}
