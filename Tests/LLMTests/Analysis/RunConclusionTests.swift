import Bus
import Messages
import TestSupport
import Testing

@testable import LLM

@Suite struct RunConclusionTests {
    private let bus = InMemoryBus()

    private func conclusion(_ events: RunEvent...) async throws -> RunConclusion {
        let worker = ScriptedWorker(self.bus)
        let record = try RunRecord.test(.of("1", "42"))
        try await InMemoryRunRegistry(bus: self.bus).create(record, servedBy: ReplicaID(instance: "edge", boot: "b"))
        if !events.isEmpty {
            try await worker.begin(record.run)
            try await worker.say(events, in: record.run, to: [])
        }
        return try await RunConclusion(SpokenRun.read(record.run, from: worker.log), in: .korean)
    }

    @Test func aCompletedRunsResultIsWhatItsTaskGets() async throws {
        let result = try AnalysisResult(result: "r", sources: [], usage: nil).encoded()
        let completed = RunEvent(.completed, try Completed().encoded())
        let conclusion = try await self.conclusion(.text("a"), RunEvent(.result, result), completed)
        #expect(conclusion == .completed(String(decoding: result, as: UTF8.self)))
    }

    @Test func aStoppedOneIsCancelledAndAFailedOneSaysWhy() async throws {
        let stopped = RunEvent(.cancelled, try RunFailure.stopped.encoded())
        #expect(try await self.conclusion(stopped) == .failed("cancelled"))
        let lost = RunEvent(.failed, try RunFailure.workerLost.encoded())
        #expect(
            try await self.conclusion(lost) == .failed("WorkerLost: \(RunFailure.workerLost.told(in: .korean).message)")
        )
    }

    @Test func onesThatGoOnOrAreForgottenAreOpen() async throws {
        #expect(try await self.conclusion(.text("a")) == .open)
        #expect(try await self.conclusion() == .open)
    }
}
