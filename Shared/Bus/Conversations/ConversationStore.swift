package import Messages

/// Keeps every caller's conversations, each caller's apart from all others.
package protocol ConversationStore: Sendable {
    /// Adds a run's turn, or puts it in the place of the one that the run added before; a turn that is no longer kept
    /// stays away. Returns whether the conversation has the turn then.
    func put(_ turn: ConversationTurn, in id: ConversationID, of caller: Caller) async throws(BusError) -> Bool

    /// The whole conversation; nil where the caller has none of this id.
    func conversation(_ id: ConversationID, of caller: Caller) async throws(BusError) -> Conversation?

    /// Keeps a summary, unless it is of no more turns than the one that is kept, or the conversation is not any more the
    /// one that was `created` then.
    func summarise(
        _ id: ConversationID,
        of caller: Caller,
        created: Int64,
        as summary: Conversation.Summary
    ) async throws(BusError)

    /// Up to `limit` of the caller's conversations, the newest first, beginning at a page's ``ConversationPage/next``.
    func conversations(of caller: Caller, from place: Int64?, limit: Int) async throws(BusError) -> ConversationPage

    /// Deletes a conversation; false where the caller has none of this id.
    func delete(_ id: ConversationID, of caller: Caller) async throws(BusError) -> Bool
}
