import Bus
import ServiceKit

extension Settings {
    /// `AURA_CONVERSATION_MAX_MESSAGES` (200) and `AURA_CONVERSATION_MAX_BYTES` (262144) of one conversation, and
    /// `AURA_CONVERSATIONS_PER_USER` (200): beyond them the oldest goes.
    func conversationLimits() throws(SettingsError) -> ConversationLimits {
        let limits = ConversationLimits()
        return ConversationLimits(
            messages: try self.int("AURA_CONVERSATION_MAX_MESSAGES", default: limits.messages, in: 2...100_000),
            bytes: try self.int("AURA_CONVERSATION_MAX_BYTES", default: limits.bytes, in: 4096...(64 << 20)),
            conversations: try self.int("AURA_CONVERSATIONS_PER_USER", default: limits.conversations, in: 1...100_000)
        )
    }
}
