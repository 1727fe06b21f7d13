import ArgumentParser
import Messages

/// Has all vectors made again.
struct IndexRebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Has the index made anew from the stored texts.",
        discussion: "It is done in the background, and searches go on; index stats counts what is left as outdated."
    )

    @OptionGroup var options: IndexOptions

    func run() async throws {
        try await reporting {
            let statistics = try await self.options.redis.withClient { client in
                try await IndexerCall(client: client).ask(RebuildIndex(), within: .seconds(self.options.within))
            }
            Console.say(self.options.json ? try statistics.jsonLine() : Self.line(statistics))
        }
    }

    /// What is printed.
    static func line(_ statistics: IndexStatistics) -> String {
        let left = statistics.outdatedVectors
        return "Rebuilding \(left) \(left == 1 ? "document" : "documents"); index stats shows how many are left."
    }
}
