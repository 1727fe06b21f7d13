import NIOCore
import NIOHTTP1
import Synchronization

/// Reads one stream: stamps what arrives, and checks it.
final class LoadHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// Bytes of the answer's end that are kept, to tell what went wrong.
    private static let tailLimit = 600

    private let counters: LoadCounters
    private let promise: EventLoopPromise<StreamOutcome>
    private var reader = TokenReader()
    private var checker: StreamChecker
    private var outcome = StreamOutcome()
    private var requestedAt: UInt64 = 0
    private var isOver = false
    private var tail: [UInt8] = []

    init(_ order: StreamOrder, counters: LoadCounters, promise: EventLoopPromise<StreamOutcome>) {
        self.counters = counters
        self.promise = promise
        self.checker = StreamChecker(order)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.outcome.status = Int(head.status.code)
            self.outcome.run = head.headers.first(name: "X-Run-ID")
        case .body(let bytes): self.read(bytes)
        case .end:
            self.outcome.isWhole = self.reader.isDone && !self.reader.hasFailed
            self.finish()
            context.close(promise: nil)
        }
    }

    /// Sends the request on the handler's own connection.
    func send(_ head: HTTPRequestHead, _ body: ByteBuffer, on channel: any Channel) {
        self.requestedAt = MonotonicClock.now
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    private func read(_ bytes: ByteBuffer) {
        let now = MonotonicClock.now
        let isMeasuring = self.counters.isMeasuring.load(ordering: .relaxed)
        var count = 0
        bytes.withUnsafeReadableBytes { bytes in
            self.reader.consume(bytes) { stamp in
                count += 1
                self.checker.received(stamp.sequence, at: now)
                if isMeasuring { self.outcome.latencies.append(Float(Double(now &- stamp.sentAt) / 1_000_000)) }
            }
        }
        if count > 0 {
            if self.outcome.firstToken == nil {
                self.outcome.firstToken = Double(now - self.requestedAt) / 1_000_000
                self.outcome.firstArrival = now
                self.counters.begun.add(1, ordering: .relaxed)
            }
            self.outcome.lastArrival = now
            self.counters.tokens.add(count, ordering: .relaxed)
        } else {
            self.tail = (self.tail + bytes.readableBytesView).suffix(Self.tailLimit)
        }
    }

    private func finish() {
        guard !self.isOver else { return }
        self.isOver = true
        self.outcome.received = self.checker.received
        self.outcome.lost = self.checker.lost
        self.outcome.duplicates = self.checker.duplicates
        self.outcome.reordered = self.checker.reordered
        self.outcome.stalls = self.checker.stalls
        self.outcome.longestGap = Double(self.checker.longestGap) / 1_000_000
        self.outcome.damaged = self.reader.damaged
        self.outcome.tail = String(decoding: self.tail, as: UTF8.self)
        self.counters.ended.add(1, ordering: .relaxed)
        self.promise.succeed(self.outcome)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.tail += Array("\(error)".utf8)
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.finish() }
}
