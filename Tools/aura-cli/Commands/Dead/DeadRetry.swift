import ArgumentParser
import Bus
import RedisBus

/// Puts dead letters back into their stream, each once however often it is called.
struct DeadRetry<Stream: DeadStreamArguments>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "retry",
            abstract: "Puts dead letters back, to be tried again.",
            discussion: "What dies again is a new dead letter. An event stays as old as it is."
        )
    }

    @OptionGroup var source: Stream

    @Argument(help: "The ids that list shows.")
    var ids: [String] = []

    @Flag(help: "All that there are now, the oldest first.")
    var all = false

    @OptionGroup var output: JSONOption
    @OptionGroup var redis: RedisOptions

    func validate() throws {
        guard self.all != !self.ids.isEmpty else { throw ValidationError("Name ids, or say --all.") }
    }

    func run() async throws {
        try await reporting {
            let report = try await self.redis.withClient { client in
                var report = RetryReport()
                let letters = RedisDeadLetters(client: client, stream: self.source.stream)
                if self.all {
                    try await letters.retryAll { report.add($0, $1) }
                } else {
                    for id in self.ids { report.add(id, try await letters.retry(id)) }
                }
                return report
            }
            for line in report.problems { Console.complain("aura: \(line)") }
            Console.say(self.output.json ? report.jsonLine : report.summary)
            guard report.problems.isEmpty else { throw ExitCode.failure }
        }
    }
}
