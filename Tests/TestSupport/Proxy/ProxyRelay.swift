import NIOCore

/// One end of a proxied connection: passes on to the other end what arrives here, as late as the link is slow.
///
/// It reads only while the other end has room, so a peer that does not read holds the sender back as without a proxy.
final class ProxyRelay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Tells both ends of a link that they may read again.
    struct Wake: Sendable {}

    /// Bytes that may be under way in one direction.
    private static let windowSize = 1 << 20

    private let proxy: TCPProxy
    /// Makes the way on to the server; nil at the server's end.
    private let connect: ((ProxyRelay, any Channel) -> Void)?
    private var context: ChannelHandlerContext?
    private var other: ProxyRelay?
    private var bytesUnderWay = 0
    /// What had been read before the link was told to let nothing through.
    private var heldBack: [ByteBuffer] = []
    private var isClosed = false
    /// When the latest bytes arrive at the other end; what follows arrives no sooner.
    private var latestArrival = NIODeadline.uptimeNanoseconds(0)

    init(_ proxy: TCPProxy, connect: ((ProxyRelay, any Channel) -> Void)? = nil) {
        self.proxy = proxy
        self.connect = connect
    }

    /// Joins the two ends of a connection, and begins to read from both.
    func join(_ other: ProxyRelay) {
        self.other = other
        other.other = self
        self.read()
        other.read()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        self.connect?(self, context.channel)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        self.other = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = self.unwrapInboundIn(data)
        if self.proxy.conditions.isStalled {
            self.heldBack.append(bytes)
        } else {
            self.pass(bytes, on: context.eventLoop)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.other?.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is Wake else { return }
        for bytes in self.heldBack { self.pass(bytes, on: context.eventLoop) }
        self.heldBack = []
        if self.isClosed { self.closeOther(on: context.eventLoop) }
        self.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.isClosed = true
        if !self.proxy.conditions.isStalled { self.closeOther(on: context.eventLoop) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func pass(_ bytes: ByteBuffer, on eventLoop: any EventLoop) {
        self.bytesUnderWay += bytes.readableBytes
        self.afterTheDelay(on: eventLoop) {
            self.bytesUnderWay -= bytes.readableBytes
            self.other?.write(bytes)
            self.read()
        }
    }

    private func closeOther(on eventLoop: any EventLoop) {
        let other = self.other
        self.afterTheDelay(on: eventLoop) { other?.context?.close(promise: nil) }
    }

    private func write(_ bytes: ByteBuffer) {
        self.context?.writeAndFlush(self.wrapOutboundOut(bytes), promise: nil)
    }

    private func read() {
        guard let context, let other = self.other?.context, other.channel.isWritable,
            self.bytesUnderWay < Self.windowSize, !self.proxy.conditions.isStalled
        else { return }
        context.read()
    }

    /// Does things in the order in which they were asked for, at once where the link is not slow.
    private func afterTheDelay(on eventLoop: any EventLoop, _ action: @escaping () -> Void) {
        let now = NIODeadline.now()
        self.latestArrival = max(self.latestArrival, now + self.proxy.conditions.delay)
        guard self.latestArrival > now else { return action() }
        eventLoop.assumeIsolated().scheduleTask(deadline: self.latestArrival, action)
    }
}
