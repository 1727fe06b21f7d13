import ArgumentParser
import Messages

/// What concerns kept conversations.
struct Conversations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists, shows or deletes the caller's conversations.",
        subcommands: [ConversationsList.self, ConversationsShow.self, ConversationsDelete.self]
    )
}

/// Lists conversations.
struct ConversationsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists them, the newest first.")

    @Option(name: .shortAndLong, help: "How many at most, 1 to 100.")
    var limit = 20

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func validate() throws {
        guard (1...100).contains(self.limit) else { throw ValidationError("--limit must be 1 to 100.") }
    }

    func run() async throws {
        try await self.edge.withClient { client in
            let query = [(name: "limit", value: "\(self.limit)")]
            let page = try await client.payload(of: .get("conversations", query: query))
            self.output.say(page["conversations"]?.array ?? [], or: ConversationText.lines(ofList: page))
        }
    }
}

/// Shows what was said in one.
struct ConversationsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows what was said in one.")

    @Argument(help: "The conversation's id.")
    var id: String

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func run() async throws {
        try await self.edge.withClient { client in
            let conversation = try await client.payload(of: .get("conversations", self.id))
            self.output.say([conversation], or: ConversationText.lines(of: conversation))
        }
    }
}

/// Deletes one.
struct ConversationsDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Deletes one.")

    @Argument(help: "The conversation's id.")
    var id: String

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func run() async throws {
        try await self.edge.withClient { client in
            let deleted = try await client.payload(of: .delete("conversations", self.id))
            self.output.say([deleted], or: ["Deleted \(self.id.harmless)."])
        }
    }
}
