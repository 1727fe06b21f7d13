package import Messages

/// What happened elsewhere, kept until it is taken in: a durable stream that a group of consumers shares.
package protocol EventStream: WorkStream {
    /// Adds each message once, however many replicas bring it, in this order, and says what became of each.
    func admit(_ messages: [EventMessage]) async throws(BusError) -> [EventAdmission]

    /// Takes up to `limit` events that `consumer` holds but not among `known`: the reply that brought them was lost. No
    /// attempt is counted.
    func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery]

    /// Removes events that were taken in, so that nobody gets them again.
    func complete(_ deliveries: [Delivery]) async throws(BusError)

    /// How many events wait.
    func backlog() async throws(BusError) -> Int
}

/// A message on its way into the event stream.
package struct EventMessage: Sendable, Equatable {
    /// Bytes beyond which a message is no event.
    package static let sizeLimit = 256 << 10

    package var payload: [UInt8]
    /// What makes two messages the same one: as a rule the tenant and the event's id, else the content.
    package var identity: [UInt8]

    package init(payload: [UInt8], identity: [UInt8]) {
        self.payload = payload
        self.identity = identity
    }
}

/// What became of a message.
package enum EventAdmission: Sendable, Equatable {
    case added
    /// The stream has had it, from this replica or another.
    case repeated
    /// It is over ``EventMessage/sizeLimit`` and went to the dead letters, cut.
    case tooBig
}
