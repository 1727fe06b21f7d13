import ArgumentParser
import Bus
import RedisBus

/// Lists dead letters, the newest first.
struct DeadList<Stream: DeadStreamArguments>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "Lists what was given up, the newest first.")
    }

    @OptionGroup var source: Stream

    @Option(name: .shortAndLong, help: "How many at most.")
    var limit = 50

    @Flag(help: "Prints one JSON object a line.")
    var json = false

    @OptionGroup var redis: RedisOptions

    func validate() throws {
        guard self.limit > 0 else { throw ValidationError("--limit must be at least 1.") }
    }

    func run() async throws {
        try await reporting {
            try await self.redis.withClient { client in
                let letters = RedisDeadLetters(client: client, stream: self.source.stream)
                let total = try await letters.count()
                let newest = try await letters.newest(self.limit)
                for line in Self.lines(newest, total: total, json: self.json) { Console.say(line) }
            }
        }
    }

    /// What is printed.
    static func lines(_ letters: [DeadEntry], total: Int, json: Bool) -> [String] {
        if json { return letters.map(\.jsonLine) }
        guard !letters.isEmpty else { return ["There are no dead letters."] }
        let older = total - letters.count
        return DeadLetterTable.lines(of: letters) + (older > 0 ? ["and \(older) older; --limit shows more"] : [])
    }
}
