package import Messages
import Synchronization

/// Conversations in this process's memory; nothing is forgotten by time.
package final class InMemoryConversationStore: ConversationStore {
    private struct Place: Hashable {
        var caller: Caller
        var id: ConversationID
    }

    private struct Stored {
        var conversation: Conversation
        /// Orders conversations by their latest turn.
        var moment: Int64
    }

    private struct Shared {
        var conversations: [Place: Stored] = [:]
        /// The number of each run's turn; 0 for those of a deleted conversation.
        var runs: [Place: [RunID: Int]] = [:]
        var moment: Int64 = 0
    }

    private let limits: ConversationLimits
    private let shared = Mutex(Shared())

    package init(limits: ConversationLimits = ConversationLimits()) {
        self.limits = limits
    }

    package func put(
        _ turn: ConversationTurn,
        in id: ConversationID,
        of caller: Caller
    ) async throws(BusError) -> Bool {
        let place = Place(caller: caller, id: id)
        let turn = turn.cut(to: self.limits.messageBytes)
        return try self.shared.withLock { shared throws(BusError) in
            let head = ConversationHead(id: id, title: turn.title, created: turn.at, updated: turn.at, messageCount: 0)
            var conversation = shared.conversations[place]?.conversation ?? Conversation(head: head, turns: [])
            if let number = shared.runs[place]?[turn.run] {
                let index = number - conversation.dropped - 1
                guard conversation.turns.indices.contains(index), conversation.turns[index].run == turn.run else {
                    return false
                }
                conversation.turns[index] = turn
            } else {
                conversation.turns.append(turn)
                shared.runs[place, default: [:]][turn.run] = conversation.dropped + conversation.turns.count
            }
            try self.shorten(&conversation)
            conversation.head.updated = turn.at
            conversation.head.messageCount = Self.messageCount(conversation)
            shared.moment += 1
            shared.conversations[place] = Stored(conversation: conversation, moment: shared.moment)
            self.dropOldest(of: caller, &shared)
            return true
        }
    }

    package func conversation(_ id: ConversationID, of caller: Caller) async throws(BusError) -> Conversation? {
        self.shared.withLock { $0.conversations[Place(caller: caller, id: id)]?.conversation }
    }

    package func summarise(
        _ id: ConversationID,
        of caller: Caller,
        created: Int64,
        as summary: Conversation.Summary
    ) async throws(BusError) {
        let place = Place(caller: caller, id: id)
        self.shared.withLock { shared in
            guard let present = shared.conversations[place]?.conversation, present.head.created == created,
                summary.turns > present.summary?.turns ?? 0
            else { return }
            shared.conversations[place]?.conversation.summary = summary
        }
    }

    package func conversations(
        of caller: Caller,
        from place: Int64?,
        limit: Int
    ) async throws(BusError) -> ConversationPage {
        self.shared.withLock { shared in
            let all = shared.conversations.filter { $0.key.caller == caller && $0.value.moment <= place ?? .max }
                .values.sorted { $0.moment > $1.moment }
            return ConversationPage(
                conversations: all.prefix(limit).map(\.conversation.head),
                next: all.count > limit ? all[limit].moment : nil
            )
        }
    }

    package func delete(_ id: ConversationID, of caller: Caller) async throws(BusError) -> Bool {
        let place = Place(caller: caller, id: id)
        return self.shared.withLock { shared in
            shared.runs[place] = shared.runs[place]?.mapValues { _ in 0 }
            return shared.conversations.removeValue(forKey: place) != nil
        }
    }

    private func shorten(_ conversation: inout Conversation) throws(BusError) {
        var bytes = 0
        for turn in conversation.turns { bytes += try turn.stored().count }
        while conversation.turns.count > 1,
            bytes > self.limits.bytes || Self.messageCount(conversation) > self.limits.messages
        {
            bytes -= try conversation.turns.removeFirst().stored().count
            conversation.dropped += 1
        }
    }

    private func dropOldest(of caller: Caller, _ shared: inout Shared) {
        let own = shared.conversations.filter { $0.key.caller == caller }.sorted { $0.value.moment < $1.value.moment }
        for (place, _) in own.dropLast(self.limits.conversations) {
            shared.conversations[place] = nil
            shared.runs[place] = nil
        }
    }

    private static func messageCount(_ conversation: Conversation) -> Int {
        conversation.turns.reduce(0) { $0 + $1.messages.count }
    }
}
