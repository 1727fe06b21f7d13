import Messages

/// Conversations for people.
enum ConversationText {
    private static let headings = ["ID", "UPDATED", "MESSAGES", "TITLE"]

    static func lines(ofList page: JSONValue) -> [String] {
        let heads = page["conversations"]?.array ?? []
        guard !heads.isEmpty else { return ["There are no conversations."] }
        let rows = heads.map { head in
            [
                head["id"]?.string ?? "-", head["updatedAt"]?.string ?? "-", head["messageCount"]?.text ?? "-",
                head["title"]?.string ?? "-",
            ]
        }
        let hasMore = page["next"]?.string != nil
        return TextTable.lines([Self.headings] + rows) + (hasMore ? ["and older ones; --limit shows more"] : [])
    }

    static func lines(of conversation: JSONValue) -> [String] {
        let cut = conversation["cut"]?.boolean == true ? ["(older messages are not kept)"] : []
        return cut
            + (conversation["messages"]?.array ?? []).flatMap { message in
                let role = message["role"]?.string ?? "-"
                let text = message["content"]?.string ?? ""
                let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                return ["\(role.harmless):"] + lines.map { "  \(String($0).harmlessText)" }
            }
    }
}
