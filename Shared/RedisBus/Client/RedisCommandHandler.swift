import NIOCore
import Synchronization

/// The event loop's end of a connection: writes what was taken in, gives each reply to its waiter.
final class RedisCommandHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let intake: RedisCommandIntake
    private let ended: EventLoopPromise<Void>
    private var reader = RedisReplyReader()
    private var pending = PendingReplies<RedisSubmission.Waiter>()
    private var context: ChannelHandlerContext?
    private var isTimerSet = false
    private var isDraining = false
    private var hasEnded = false

    /// - Parameter ended: succeeds when the connection takes and answers nothing more.
    init(intake: RedisCommandIntake, ended: EventLoopPromise<Void>) {
        self.intake = intake
        self.ended = ended
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.end(RedisError(.connectionLost, "The connection has ended"))
        self.context = nil
    }

    /// Writes all that was taken in since the last time, in one go.
    func writeSubmissions() {
        let submissions = self.intake.state.withLock { $0.takeUnwritten() }
        guard let context = self.context, !self.hasEnded, let first = submissions.first else {
            for submission in submissions {
                submission.waiter.resume(returning: .failure(self.neverWritten))
            }
            return
        }
        for submission in submissions {
            self.pending.append(
                .init(
                    waiter: submission.waiter,
                    expected: submission.commands,
                    bytes: submission.buffer.readableBytes,
                    deadline: submission.deadline
                )
            )
        }
        var buffer = first.buffer
        if submissions.count > 1 {
            let total = submissions.reduce(0) { $0 + $1.buffer.readableBytes }
            buffer = context.channel.allocator.buffer(capacity: total)
            for submission in submissions {
                buffer.writeImmutableBuffer(submission.buffer)
            }
        }
        context.writeAndFlush(self.wrapOutboundOut(buffer), promise: nil)
        self.setTimer()
    }

    /// Ends the connection once everything is answered.
    func drain() {
        self.isDraining = true
        self.writeSubmissions()
        self.endIfDrained()
    }

    /// Ends the connection now: `reason` for every waiter in flight.
    func end(_ reason: RedisError) {
        guard !self.hasEnded else { return }
        self.hasEnded = true
        let unwritten = self.intake.state.withLock { $0.close(reason: reason) }
        let inFlight = self.pending.removeAll()
        let now = ContinuousClock.now
        for entry in inFlight {
            let isLate = reason.code == .timedOut && entry.deadline > now
            entry.waiter.resume(
                returning: .failure(
                    isLate ? RedisError(.connectionLost, "Closed because an earlier command timed out") : reason
                )
            )
        }
        for submission in unwritten {
            submission.waiter.resume(returning: .failure(self.neverWritten))
        }
        self.ended.succeed()
        self.context?.close(promise: nil)
    }

    /// Gives the socket up without closing it; false when it has ended or something is in flight.
    func handOver() -> Bool {
        guard !self.hasEnded, self.pending.isEmpty else { return false }
        let reason = RedisError(.shutDown, "The connection was given over")
        let unwritten = self.intake.state.withLock { $0.close(reason: reason) }
        for submission in unwritten {
            submission.waiter.resume(returning: .failure(self.neverWritten))
        }
        self.hasEnded = true
        self.ended.succeed()
        return true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.hasEnded else { return }
        self.unwrapInboundIn(data).withUnsafeReadableBytes { self.reader.feed($0) }
        var answered: [PendingReplies<RedisSubmission.Waiter>.Entry] = []
        // Room is made before anybody is told: whoever hears of the answer may use it at once.
        defer { self.settle(answered) }
        do throws(RedisError) {
            while let reply = try self.reader.next() {
                switch self.pending.received(reply) {
                case .waitForMore:
                    break
                case .complete(let entry):
                    answered.append(entry)
                case .refuse:
                    // Such as the server's farewell "-ERR max number of clients reached".
                    let text = reply.error.map { "\($0)" } ?? "A reply that nobody asked for"
                    throw RedisError(.protocolViolation, text)
                }
            }
        } catch {
            return self.end(error)
        }
    }

    private func settle(_ answered: [PendingReplies<RedisSubmission.Waiter>.Entry]) {
        guard !answered.isEmpty else { return }
        let commands = answered.reduce(0) { $0 + $1.expected }
        let bytes = answered.reduce(0) { $0 + $1.bytes }
        self.intake.state.withLock { $0.answered(commands: commands, bytes: bytes) }
        for entry in answered { entry.waiter.resume(returning: .success(entry.replies)) }
        self.endIfDrained()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.end(RedisError(.connectionLost, "The connection was closed with the command in flight"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.end(RedisError(.connectionLost, "The connection failed with the command in flight", cause: error))
    }

    private var neverWritten: RedisError { RedisError(.unavailable, "The connection has ended") }

    private func endIfDrained() {
        guard self.isDraining, self.pending.isEmpty else { return }
        self.end(RedisError(.shutDown, "The connection was closed"))
    }

    /// One timer at a time, for the oldest waiter; a busy connection sets it once a timeout, not once a command.
    private func setTimer() {
        guard !self.isTimerSet, !self.hasEnded, let deadline = self.pending.deadline, let context = self.context else {
            return
        }
        self.isTimerSet = true
        let delay = TimeAmount(max(.zero, deadline - .now))
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
            guard let self else { return }
            self.isTimerSet = false
            if let deadline = self.pending.deadline, deadline <= .now {
                self.end(RedisError(.timedOut, "No reply in time"))
            } else {
                self.setTimer()
            }
        }
    }
}
