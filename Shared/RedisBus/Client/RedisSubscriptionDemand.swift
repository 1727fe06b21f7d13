import NIOCore
import Synchronization

/// Carries the listener's demand from its task to the subscription's event loop.
final class RedisSubscriptionDemand: NIOAsyncSequenceProducerDelegate {
    private let channel: any Channel
    private let handler = Mutex<NIOLoopBound<RedisSubscriptionHandler>?>(nil)

    init(channel: any Channel) {
        self.channel = channel
    }

    /// Names the handler, which is made after this because it needs what this one is made for.
    func attach(_ handler: RedisSubscriptionHandler) {
        let bound = NIOLoopBound(handler, eventLoop: self.channel.eventLoop)
        self.handler.withLock { $0 = bound }
    }

    func produceMore() {
        guard let handler = self.handler.withLock({ $0 }) else { return }
        self.channel.eventLoop.execute { handler.value.produceMore() }
    }

    func didTerminate() {
        self.handler.withLock { $0 = nil }
        self.channel.close(promise: nil)
    }
}
