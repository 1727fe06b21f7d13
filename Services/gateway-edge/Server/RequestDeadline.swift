import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection whose client takes too long: to send a request's head or its body, to take what it asked for, or
/// to ask again.
///
/// The answer's length is not limited here: a stream may last, until its client ends its side of the connection, which
/// is all that is heard of one that went away. States: waiting for a head, receiving a body, answering.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    private let head: TimeAmount
    private let body: TimeAmount
    private let keepAlive: TimeAmount
    private let stall: TimeAmount
    private var stallTimer: Scheduled<Void>?
    private var timer: Scheduled<Void>?
    private var isAnswered = true
    private var isReceived = true
    private var isStreaming = false
    private var isInputClosed = false

    /// - Parameters:
    ///   - head: From the connection's start to the end of the first request's head.
    ///   - body: From a head's end to the end of its body.
    ///   - keepAlive: From an answer's end to the next request's head.
    ///   - stall: In which a client must take something of what waits for it; a stream can be resumed later.
    init(head: TimeAmount, body: TimeAmount, keepAlive: TimeAmount, stall: TimeAmount = .seconds(120)) {
        self.head = head
        self.body = body
        self.keepAlive = keepAlive
        self.stall = stall
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.start(self.head, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.stallTimer?.cancel()
        self.timer?.cancel()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.stallTimer?.cancel()
        if !context.channel.isWritable { self.stallTimer = self.closing(context.channel, in: self.stall) }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.stallTimer?.cancel()
        self.timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            self.isInputClosed = true
            // Whoever has asked and now goes away does not wait for the answer.
            if self.isStreaming || (self.isReceived && !self.isAnswered) { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head:
            self.isReceived = false
            self.isAnswered = false
            self.start(self.body, context)
        case .body:
            break
        case .end:
            self.isReceived = true
            self.timer?.cancel()
            if self.isAnswered { self.start(self.keepAlive, context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head(let head):
            self.isStreaming = head.headerFields[.contentType] == "text/event-stream"
        case .body:
            break
        case .end:
            self.isStreaming = false
            self.isAnswered = true
            if self.isReceived { self.start(self.keepAlive, context) }
        }
        context.write(data, promise: promise)
        if self.isStreaming, self.isInputClosed { context.close(promise: nil) }
    }

    private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        self.timer?.cancel()
        self.timer = self.closing(context.channel, in: time)
    }

    private func closing(_ channel: any Channel, in time: TimeAmount) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
