import ArgumentParser
import RedisBus

/// Shows one dead letter whole.
struct DeadShow<Stream: DeadStreamArguments>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: "Shows one dead letter whole.")
    }

    @OptionGroup var source: Stream

    @Argument(help: "The id that list shows.")
    var id: String

    @Flag(help: "Prints one JSON object on one line.")
    var json = false

    @OptionGroup var redis: RedisOptions

    func run() async throws {
        try await reporting {
            try await self.redis.withClient { client in
                let letters = RedisDeadLetters(client: client, stream: self.source.stream)
                guard let letter = try await letters.letter(self.id) else {
                    throw OperatorError.refused("there is no dead letter \(self.id.harmless)")
                }
                for line in self.json ? [letter.jsonLine] : letter.lines { Console.say(line) }
            }
        }
    }
}
