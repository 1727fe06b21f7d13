package import NIOCore

/// Runs tasks on event loops instead of Swift's own threads (SE-0417), so that what goes from a socket to a task and back
/// to a socket stays on one thread. A task that goes on because of another on a loop of the group stays on that loop.
///
/// Tasks under it must not compute for long or block: sockets wait meanwhile. ``withoutEventLoops(_:)`` is for such work.
package final class EventLoopTaskExecutor: TaskExecutor {
    private let loops: any EventLoopGroup

    /// - Parameter loops: A group, or one loop.
    package init(_ loops: any EventLoopGroup) {
        self.loops = loops
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.loops.any().execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Does work that computes for long on Swift's own threads, where no socket waits for it.
package func withoutEventLoops<Result>(_ work: () async throws -> Result) async rethrows -> Result {
    try await withTaskExecutorPreference(globalConcurrentExecutor) {
        // A preference counts from the next time that the task is enqueued.
        await Task.yield()
        return try await work()
    }
}
