import NIOCore

/// The event loop's end of a subscription: it stops reading the socket while its listener lags.
///
/// The server then buffers up to its `client-output-buffer-limit` and closes the connection, which tells the listener
/// by a new `subscribed` that it missed something.
final class RedisSubscriptionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    typealias Producer = NIOAsyncSequenceProducer<
        RedisSubscriptionEvent,
        NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark,
        RedisSubscriptionDemand
    >

    private let source: Producer.Source
    private let pingInterval: Duration
    private var replies: SubscriptionReplies
    private var reader = RedisReplyReader()
    private var context: ChannelHandlerContext?
    private var isHeldBack = false
    private var wantsRead = false
    private var hasHeard = true
    private var hasAsked = false

    init(source: Producer.Source, channels: Int, pingInterval: Duration) {
        self.source = source
        self.pingInterval = pingInterval
        self.replies = SubscriptionReplies(channels: channels)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.setTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.source.finish()
        self.context = nil
    }

    /// Reads on, for the listener has caught up.
    func produceMore() {
        self.isHeldBack = false
        guard self.wantsRead, let context = self.context else { return }
        self.wantsRead = false
        context.read()
    }

    func read(context: ChannelHandlerContext) {
        guard !self.isHeldBack else {
            self.wantsRead = true
            return
        }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.hasHeard = true
        self.unwrapInboundIn(data).withUnsafeReadableBytes { self.reader.feed($0) }
        do {
            while let reply = try self.reader.next() {
                switch self.replies.received(reply) {
                case .ignore: break
                case .fail(let message): throw RedisError(.protocolViolation, message)
                case .yield(let event):
                    if case .stopProducing = self.source.yield(event) {
                        self.isHeldBack = true
                    }
                }
            }
        } catch {
            self.source.finish()
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.source.finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.source.finish()
        context.close(promise: nil)
    }

    private func setTimer(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(self.pingInterval)) { [weak self] in
            self?.checkSilence()
        }
    }

    /// Asks after one silent interval, gives up after another; not while we are the ones who do not read.
    private func checkSilence() {
        guard let context = self.context else { return }
        if self.hasHeard || self.isHeldBack {
            self.hasHeard = false
            self.hasAsked = false
        } else if !self.hasAsked, let ping = try? RedisCommandEncoder.encode([RedisCommand("PING")]) {
            self.hasAsked = true
            context.writeAndFlush(self.wrapOutboundOut(ping), promise: nil)
        } else {
            self.source.finish()
            context.close(promise: nil)
            return
        }
        self.setTimer(context)
    }
}
