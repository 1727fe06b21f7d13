package import Bus
package import Messages

/// Conversations in Redis: a hash and a list each, and a sorted set of each caller's; all of one caller share a slot.
package struct RedisConversationStore: ConversationStore {
    private let client: RedisClient
    private let timeToLive: Duration
    private let limits: ConversationLimits

    /// - Parameter timeToLive: How long a conversation is kept after its latest turn.
    package init(client: RedisClient, timeToLive: Duration, limits: ConversationLimits = ConversationLimits()) {
        self.client = client
        self.timeToLive = timeToLive
        self.limits = limits
    }

    package func put(
        _ turn: ConversationTurn,
        in id: ConversationID,
        of caller: Caller
    ) async throws(BusError) -> Bool {
        let turn = turn.cut(to: self.limits.messageBytes)
        let reply = try await self.client.run(
            ConversationScripts.put,
            keys: Self.keys(of: id, caller),
            [
                RedisArgument(milliseconds: self.timeToLive), RedisArgument(id.description),
                RedisArgument(turn.run.description), RedisArgument(try turn.stored()),
                RedisArgument(turn.messages.count), RedisArgument(turn.at), RedisArgument(turn.title),
                RedisArgument(self.limits.messages), RedisArgument(self.limits.bytes),
                RedisArgument(self.limits.conversations),
            ]
        )
        return reply.first?.int == 1
    }

    package func conversation(_ id: ConversationID, of caller: Caller) async throws(BusError) -> Conversation? {
        let keys = [BusKeys.conversation(id, of: caller), BusKeys.conversationTurns(id, of: caller)]
        let reply = try await self.client.run(ConversationScripts.read, keys: keys, [])
        guard reply.count == 2, let values = reply[0].array, let stored = reply[1].array else {
            throw BusError(.malformedReply, "a conversation was read unreadably")
        }
        var fields: [String: RedisValue] = [:]
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            if let name = values[index].string { fields[name] = values[index + 1] }
        }
        guard let head = Self.head(id, Self.shown.map { fields[$0] ?? .null }) else { return nil }
        var turns: [ConversationTurn] = []
        for element in stored { turns.append(try ConversationTurn(stored: element.bytes ?? [])) }
        var summary: Conversation.Summary?
        if let text = fields["summary"]?.string, let turns = fields["summarised"]?.int {
            summary = Conversation.Summary(text: text, turns: turns)
        }
        return Conversation(head: head, summary: summary, dropped: fields["dropped"]?.int ?? 0, turns: turns)
    }

    package func summarise(
        _ id: ConversationID,
        of caller: Caller,
        created: Int64,
        as summary: Conversation.Summary
    ) async throws(BusError) {
        _ = try await self.client.run(
            ConversationScripts.summarise,
            keys: [BusKeys.conversation(id, of: caller)],
            [RedisArgument(created), RedisArgument(summary.turns), RedisArgument(summary.text)]
        )
    }

    package func conversations(
        of caller: Caller,
        from place: Int64?,
        limit: Int
    ) async throws(BusError) -> ConversationPage {
        let found = try await self.client.call(
            "ZREVRANGEBYSCORE",
            RedisArgument(BusKeys.conversations(of: caller)),
            place.map { RedisArgument($0) } ?? "+inf",
            "-inf",
            "WITHSCORES",
            "LIMIT",
            0,
            RedisArgument(limit + 1)
        )
        let values = found.array ?? []
        let places = stride(from: 0, to: values.count - 1, by: 2).map { (values[$0].string, values[$0 + 1].int) }
        let ids = places.prefix(limit).compactMap { $0.0.flatMap { ConversationID($0) } }
        let next = places.count > limit ? places[limit].1.map { Int64($0) } : nil
        var page = ConversationPage(conversations: [], next: next)
        guard !ids.isEmpty else { return page }
        let names = Self.shown.map { RedisArgument($0) }
        let heads = try await self.client.call(
            ids.map { RedisCommand("HMGET", [RedisArgument(BusKeys.conversation($0, of: caller))] + names) }
        )
        // One that lapsed or was deleted meanwhile has no head any more.
        page.conversations = zip(ids, heads).compactMap { Self.head($0, $1.array ?? []) }
        return page
    }

    package func delete(_ id: ConversationID, of caller: Caller) async throws(BusError) -> Bool {
        let keys = Self.keys(of: id, caller)
        let reply = try await self.client.run(
            ConversationScripts.delete,
            keys: keys,
            [RedisArgument(id.description)]
        )
        return reply.first?.int == 1
    }

    /// The fields that a head is made of, in the order in which ``head(_:_:)`` takes them.
    private static let shown = ["title", "created", "updated", "messages"]

    private static func head(_ id: ConversationID, _ values: [RedisValue]) -> ConversationHead? {
        guard values.count == self.shown.count, let title = values[0].string, let created = values[1].int,
            let updated = values[2].int, let messages = values[3].int
        else { return nil }
        return ConversationHead(
            id: id,
            title: title,
            created: Int64(created),
            updated: Int64(updated),
            messageCount: messages
        )
    }

    private static func keys(of id: ConversationID, _ caller: Caller) -> [String] {
        [
            BusKeys.conversations(of: caller), BusKeys.conversation(id, of: caller),
            BusKeys.conversationTurns(id, of: caller), BusKeys.conversationRuns(id, of: caller),
        ]
    }
}
