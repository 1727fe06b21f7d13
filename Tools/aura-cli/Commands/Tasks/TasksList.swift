import ArgumentParser
import Messages

/// Lists the caller's AgentTasks as DWP has them.
struct TasksList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the caller's tasks as DWP has them, the newest first."
    )

    @Option(help: "Which page, from 0.")
    var page = 0

    @Option(name: .shortAndLong, help: "How many on a page, 1 to 100.")
    var limit = 20

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func validate() throws {
        guard self.page >= 0 else { throw ValidationError("--page counts from 0.") }
        guard (1...100).contains(self.limit) else { throw ValidationError("--limit must be 1 to 100.") }
    }

    func run() async throws {
        try await self.edge.withClient { client in
            let query = [(name: "page", value: "\(self.page)"), (name: "size", value: "\(self.limit)")]
            let page = try await client.payload(of: .get("tasks", query: query))
            self.output.say(page["tasks"]?.array ?? [], or: TaskText.lines(of: page))
        }
    }
}

/// Shows one task.
struct TasksShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows one task as DWP has it.")

    @Argument(help: "The task's id.")
    var id: String

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func run() async throws {
        try await self.edge.withClient { client in
            let task = try await client.payload(of: .get("tasks", self.id))
            self.output.say([task], or: FieldText.lines(of: task))
        }
    }
}
