import FoundationEssentials

extension ConversationTurn {
    /// The turn as stores keep it: JSON, whose size counts against ``ConversationLimits/bytes``.
    package func stored() throws(BusError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            throw BusError(.malformedReply, "a conversation's turn cannot be written")
        }
    }

    package init(stored bytes: [UInt8]) throws(BusError) {
        do {
            self = try JSONDecoder().decode(ConversationTurn.self, from: Data(bytes))
        } catch {
            throw BusError(.malformedReply, "not a conversation's turn")
        }
    }
}
