import ArgumentParser
import Messages

/// Says what the index holds.
struct IndexStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stats", abstract: "Says what the index holds.")

    @OptionGroup var options: IndexOptions

    func run() async throws {
        try await reporting {
            let statistics = try await self.options.redis.withClient { client in
                try await IndexerCall(client: client).ask(CountIndex(), within: .seconds(self.options.within))
            }
            for line in self.options.json ? [try statistics.jsonLine()] : statistics.lines { Console.say(line) }
        }
    }
}
