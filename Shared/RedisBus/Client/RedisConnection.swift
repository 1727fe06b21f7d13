import NIOCore
import Synchronization

/// One socket to the server, on which any number of callers pipeline commands.
final class RedisConnection: Sendable {
    let channel: any Channel
    private let intake: RedisCommandIntake
    private let handler: NIOLoopBound<RedisCommandHandler>
    private let ended: EventLoopFuture<Void>

    init(
        channel: any Channel,
        intake: RedisCommandIntake,
        handler: NIOLoopBound<RedisCommandHandler>,
        ended: EventLoopFuture<Void>
    ) {
        self.channel = channel
        self.intake = intake
        self.handler = handler
        self.ended = ended
    }

    /// Whether commands are taken in.
    var isOpen: Bool {
        self.intake.state.withLock { $0.isOpen }
    }

    /// Sends commands in one piece and returns their replies in order.
    ///
    /// A cancelled task waits all the same: its replies are on their way and belong to nobody else.
    func send(_ commands: [RedisCommand], timeout: Duration) async throws(RedisError) -> [RedisValue] {
        guard !commands.isEmpty else { return [] }
        let buffer = try RedisCommandEncoder.encode(commands)
        let deadline = ContinuousClock.now + timeout
        let result = await withCheckedContinuation { waiter in
            let submission = RedisSubmission(
                buffer: buffer,
                commands: commands.count,
                deadline: deadline,
                waiter: waiter
            )
            let admission = self.intake.state.withLock {
                $0.admit(submission, commands: commands.count, bytes: buffer.readableBytes)
            }
            switch admission {
            case .wake: self.channel.eventLoop.execute { self.handler.value.writeSubmissions() }
            case .join: break
            case .refuse(let error): waiter.resume(returning: .failure(error))
            }
        }
        return try result.get()
    }

    /// Returns when the connection takes and answers nothing more.
    func waitForEnd() async {
        try? await self.ended.get()
    }

    /// Ends the connection once everything is answered; each waiter's timeout bounds that.
    func drain() {
        self.intake.state.withLock { $0.drain() }
        self.channel.eventLoop.execute { self.handler.value.drain() }
    }

    /// Ends the connection now; what is in flight fails with `connectionLost`.
    func close() {
        let reason = RedisError(.connectionLost, "The connection was closed on our side")
        self.channel.eventLoop.execute { self.handler.value.end(reason) }
    }

    /// Puts a handler of another kind in the place of ours, on the event loop; commands are refused from now on.
    func replaceHandler(by handler: some ChannelHandler) throws {
        let own = self.handler.value
        guard self.channel.isActive, own.handOver() else { throw ChannelError.ioOnClosedChannel }
        try self.channel.pipeline.syncOperations.addHandler(handler, position: .after(own))
        self.channel.pipeline.syncOperations.removeHandler(own, promise: nil)
    }
}
