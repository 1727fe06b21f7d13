import ArgumentParser
import Foundation

/// Checks what the platform needs, and says what to do.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks what the platform needs, and says what to do.",
        discussion: """
            One line a check: ok, warn (it works, and might not for everything) or fail. The exit code is 1 if one \
            failed. Settings are read as the services read them, so call it where their environment is.
            """
    )

    @Option(help: "The edge's admin port; those of llm, indexer and tasks follow it.")
    var adminPort = 9100

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions
    @OptionGroup var redis: RedisOptions

    func validate() throws {
        guard (1...65_532).contains(self.adminPort) else { throw ValidationError("--admin-port must be 1 to 65532.") }
    }

    func run() async throws {
        try await reporting {
            let examination = try Examination(
                environment: ProcessInfo.processInfo.environment,
                edge: self.edge,
                redis: self.redis,
                adminPort: self.adminPort
            )
            var hasFailed = false
            for part in Examination.parts {
                for diagnosis in await part(examination) {
                    hasFailed = hasFailed || diagnosis.status == .fail
                    Console.say(self.output.json ? diagnosis.jsonLine : diagnosis.line)
                }
            }
            if hasFailed { throw ExitCode.failure }
        }
    }
}
