import Messages
import Synchronization
import TestSupport
import Testing

@testable import Tasks

@Suite(.timeLimit(.minutes(1))) struct TaskDeskTests {
    private final class Inside: Sendable {
        struct Counts {
            var now = 0
            var most = 0
            var total = 0
        }

        let counts = Mutex(Counts())
    }

    @Test func oneOfARunIsInAtATimeAndRunsDoNotHinderEachOther() async throws {
        let (desk, run) = (TaskDesk(), RunID.random())
        let inside = Inside()
        await withDiscardingTaskGroup { tasks in
            for _ in 0..<200 {
                tasks.addTask {
                    guard await desk.enter(run) else { return }
                    inside.counts.withLock { counts in
                        counts.now += 1
                        counts.most = max(counts.most, counts.now)
                        counts.total += 1
                    }
                    await Task.yield()
                    inside.counts.withLock { $0.now -= 1 }
                    desk.leave(run)
                }
            }
        }
        let counts = inside.counts.withLock { $0 }
        #expect((counts.most, counts.total) == (1, 200))
        #expect(await desk.enter(run))
        #expect(await desk.enter(.random()))
    }

    @Test func oneThatIsCancelledGivesItsPlaceUp() async throws {
        let (desk, run) = (TaskDesk(), RunID.random())
        #expect(await desk.enter(run))
        let waiting = Task { await desk.enter(run) }
        waiting.cancel()
        #expect(await !waiting.value)
        desk.leave(run)
        #expect(await desk.enter(run), "the place is free again")
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await desk.enter(.random())
        }
        #expect(await !cancelled.value)
    }
}
