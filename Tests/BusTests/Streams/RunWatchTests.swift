import Messages
import Synchronization
import TestSupport
import Testing

@testable import Bus

@Suite(.timeLimit(.minutes(1))) struct RunWatchTests {
    @Test func anEndThatComesWhileItIsLookedForIsNotTakenForTheOneBefore() async throws {
        let run = try await FollowedRun()
        try await run.begin()
        let said = try await run.say("all that the client knows")
        let looks = Atomic(0)
        let log = HookedLog(
            run.bus,
            afterTip: {
                guard looks.add(1, ordering: .relaxed).newValue == 1 else { return }
                do { try await run.complete() } catch { Issue.record(error) }
            }
        )
        let watch = RunWatch(log: log, registry: run.registry, leases: run.leases, edge: run.edge)
        for _ in 0..<3 {
            if case .ended(let tip) = try await watch.find(run.run) {
                #expect(tip != said.last?.id, "a client at this place would miss the end")
            }
        }
        let tip = try #require(try await log.tip(of: run.run))
        #expect(try await watch.find(run.run) == .ended(tip))
    }
}
