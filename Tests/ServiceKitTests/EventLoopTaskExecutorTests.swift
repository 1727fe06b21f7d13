import NIOCore
import NIOPosix
import ServiceKit
import Testing

@Suite struct EventLoopTaskExecutorTests {
    private func withLoops<Result: Sendable>(
        _ body: (MultiThreadedEventLoopGroup) async throws -> Result
    ) async throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        do {
            let result = try await body(group)
            try await group.shutdownGracefully()
            return result
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private func isOnALoop(of group: MultiThreadedEventLoopGroup) -> Bool {
        MultiThreadedEventLoopGroup.currentEventLoop.map { loop in
            group.makeIterator().contains { $0 === loop }
        } ?? false
    }

    @Test func tasksAndTheirChildrenRunOnTheLoops() async throws {
        try await self.withLoops { group in
            #expect(!self.isOnALoop(of: group))
            await withTaskExecutorPreference(EventLoopTaskExecutor(group)) {
                #expect(self.isOnALoop(of: group))
                await Task.yield()
                #expect(self.isOnALoop(of: group))
                await withTaskGroup { tasks in
                    for _ in 0..<20 {
                        tasks.addTask {
                            try? await Task.sleep(for: .microseconds(10))
                            #expect(self.isOnALoop(of: group))
                        }
                    }
                }
            }
        }
    }

    @Test func whatComputesForLongRunsOnNoLoop() async throws {
        try await self.withLoops { group in
            await withTaskExecutorPreference(EventLoopTaskExecutor(group)) {
                await withoutEventLoops { #expect(!self.isOnALoop(of: group)) }
                await Task.yield()
                #expect(self.isOnALoop(of: group))
            }
        }
    }

    @Test func aTaskThatPrefersOneLoopGoesOnThereWhoeverWakesIt() async throws {
        try await self.withLoops { group in
            let (one, other) = (group.next(), group.next())
            #expect(one !== other)
            try await withTaskExecutorPreference(EventLoopTaskExecutor(one)) {
                for _ in 0..<20 {
                    try await other.submit {}.get()
                    #expect(one.inEventLoop)
                }
            }
        }
    }
}
