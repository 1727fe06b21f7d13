import ArgumentParser
import Messages

/// What concerns single runs: answers under way, and those that have ended.
struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks at a run, stops it, or reads its stream.",
        subcommands: [RunsShow.self, RunsStop.self, RunsStream.self]
    )
}

/// Shows a run as it stands.
struct RunsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows a run as it stands.")

    @Argument(help: "The run's id.")
    var id: String

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func run() async throws {
        try await self.edge.withClient { client in
            let run = try await client.payload(of: .get("runs", self.id))
            self.output.say([run], or: FieldText.lines(of: run))
        }
    }
}

/// Stops a run; one that has ended stays as it is.
struct RunsStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stops a run; one that has ended stays as it is."
    )

    @Argument(help: "The run's id.")
    var id: String

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func run() async throws {
        try await self.edge.withClient { client in
            let run = try await client.payload(of: .delete("runs", self.id))
            let status = run["status"]?.string ?? "unknown"
            self.output.say([run], or: ["The run is \(status.harmless)."])
        }
    }
}

/// Reads a run's stream to its end.
struct RunsStream: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream",
        abstract: "Reads a run's stream, from its beginning or behind an event.",
        discussion: "Ctrl-C ends the reading; the run goes on as long as the platform lets it without a reader."
    )

    @Argument(help: "The run's id.")
    var id: String

    @Option(help: "The event behind which the reading begins, as --json shows them.")
    var after: String?

    @Option(help: "How often in a row a lost connection is made again.")
    var retries = 12

    @Flag(help: "Prints one JSON object an event.")
    var json = false

    @OptionGroup var edge: EdgeOptions

    func validate() throws {
        guard (0...1000).contains(self.retries) else { throw ValidationError("--retries must be 0 to 1000.") }
    }

    func run() async throws {
        try await self.edge.withClient { client in
            let kind = try await client.payload(of: .get("runs", self.id))["kind"]?.string ?? ""
            var stream = RunStream(
                joining: self.id,
                after: self.after,
                client: client,
                retries: self.retries,
                active: ActiveRun(),
                tell: { Console.complain("aura: \($0)") }
            )
            let printer = AnswerPrinter(shape: StreamShape(kind: kind), isJSON: self.json)
            try await printer.show(&stream)
        }
    }
}
