import NIOCore
import NIOHTTP1

/// Answers the requests of one connection, one after another, as their orders say.
final class UpstreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private struct Answer {
        var order: StreamOrder
        var schedule: PacedSchedule?
        var sent = 0
    }

    /// Tokens that are written together where nothing sets a pace.
    private static let burst = 64
    /// Bytes of a request that is still read.
    private static let requestLimit = 1 << 20

    private var body: [UInt8] = []
    private var answer: Answer?
    private var callback: NIOScheduledCallback?
    private var bytes: [UInt8] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head:
            self.body.removeAll(keepingCapacity: true)
        case .body(let part):
            guard self.body.count + part.readableBytes <= Self.requestLimit else { return context.close(promise: nil) }
            self.body.append(contentsOf: part.readableBytesView)
        case .end:
            self.begin(context)
        }
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard self.answer == nil, let order = UpstreamText.order(in: self.body) else {
            return self.write(UpstreamText.refusal, context)
        }
        var answer = Answer(order: order)
        if case .paced(let rate) = order.kind {
            answer.schedule = PacedSchedule(
                begin: MonotonicClock.now,
                perSecond: rate,
                tokens: order.tokens,
                phase: order.phase
            )
        }
        self.answer = answer
        self.write(UpstreamText.head, context)
        self.proceed(context)
    }

    /// Sends what is due, and sees to it that the rest follows.
    private func proceed(_ context: ChannelHandlerContext) {
        guard var answer = self.answer else { return }
        defer { if self.answer != nil { self.answer = answer } }
        if let schedule = answer.schedule {
            let due = schedule.dueCount(by: MonotonicClock.now)
            if due > answer.sent { self.send(due - answer.sent, of: &answer, context) }
            guard answer.sent < answer.order.tokens else { return self.end(context) }
            self.wake(at: schedule.due(answer.sent), context)
        } else if answer.order.kind == .held {
            self.send(answer.order.tokens - answer.sent, of: &answer, context)
        } else {
            while answer.sent < answer.order.tokens {
                guard context.channel.isWritable else { return }
                self.send(min(Self.burst, answer.order.tokens - answer.sent), of: &answer, context)
            }
            self.end(context)
        }
    }

    private func send(_ count: Int, of answer: inout Answer, _ context: ChannelHandlerContext) {
        guard count > 0 else { return }
        self.bytes.removeAll(keepingCapacity: true)
        for _ in 0..<count {
            UpstreamText.append(
                TokenStamp(sequence: answer.sent, sentAt: MonotonicClock.now),
                to: &self.bytes
            )
            answer.sent += 1
        }
        self.write(self.bytes, context)
    }

    private func end(_ context: ChannelHandlerContext) {
        guard let answer = self.answer else { return }
        self.answer = nil
        self.write(UpstreamText.end(tokens: answer.order.tokens), context)
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: bytes.count)
        buffer.writeBytes(bytes)
        context.writeAndFlush(self.wrapOutboundOut(buffer), promise: nil)
    }

    /// A moment at which the handler goes on; it and the connection belong to one event loop.
    private struct Wake: NIOScheduledCallbackHandler, Sendable {
        let handler: NIOLoopBound<UpstreamHandler>
        let context: NIOLoopBound<ChannelHandlerContext>

        func handleScheduledCallback(eventLoop: some EventLoop) {
            self.handler.value.proceed(self.context.value)
        }
    }

    private func wake(at moment: UInt64, _ context: ChannelHandlerContext) {
        let wake = Wake(
            handler: NIOLoopBound(self, eventLoop: context.eventLoop),
            context: NIOLoopBound(context, eventLoop: context.eventLoop)
        )
        self.callback = try? context.eventLoop.scheduleCallback(at: .uptimeNanoseconds(moment), handler: wake)
        if self.callback == nil { context.close(promise: nil) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if let answer = self.answer, answer.order.kind == .unpaced, context.channel.isWritable { self.proceed(context) }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.answer = nil
        self.callback?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
