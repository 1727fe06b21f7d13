import Bus
import NIOCore
import Synchronization

/// Tells the stream that a connection shows now when the connection closes. One callback a connection, however many
/// requests a kept-alive one carries.
final class ConnectionWatch: Sendable {
    private struct Watched: Sendable {
        weak var subscription: RunSubscription?
    }

    private let connections = Mutex<[ObjectIdentifier: Watched]>([:])

    init() {}

    func watch(_ channel: any Channel, for subscription: RunSubscription) {
        let id = ObjectIdentifier(channel)
        let isKnown = self.connections.withLock { connections in
            defer { connections[id] = Watched(subscription: subscription) }
            return connections[id] != nil
        }
        if isKnown {
            if !channel.isActive { subscription.clientGone() }
            return
        }
        channel.closeFuture.whenComplete { _ in
            self.connections.withLock { $0.removeValue(forKey: id) }?.subscription?.clientGone()
        }
    }
}
