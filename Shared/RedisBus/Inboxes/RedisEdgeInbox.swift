package import Bus
package import Messages

/// An edge's inbox as a Redis stream.
package struct RedisEdgeInbox: EdgeInbox {
    private let inbox: RedisInbox

    package init(client: RedisClient, edge: ReplicaID) {
        self.inbox = RedisInbox(key: BusKeys.edgeInbox(edge), client: client, timeToLive: .seconds(30))
    }

    package func renew() async throws(BusError) -> Bool {
        try await self.inbox.renew()
    }

    package func receive(wait: Duration) async throws(BusError) -> EdgeMail {
        let (entries, hasLost, oldest) = try await self.inbox.read(wait: wait)
        let items = entries.flatMap { fields in
            fields.compactMap { InboxRecord.item(name: $0.name, value: $0.value) }
        }
        return EdgeMail(items: items, hasLost: hasLost, moment: oldest.flatMap { EntryMoment.milliseconds(of: $0) })
    }

    package func close() async throws(BusError) {
        try await self.inbox.remove()
    }
}
