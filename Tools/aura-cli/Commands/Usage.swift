import ArgumentParser
import Bus
import Messages

/// Says how many tokens were used.
struct Usage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says how many tokens were used, by day, user and model.",
        discussion: "An administrator sees the whole tenant, or with --user one person; all others see their own."
    )

    @Option(help: "The first day, by UTC, such as 2026-01-31; the last one without it.")
    var from: String?

    @Option(help: "The last day; today without it.")
    var to: String?

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func validate() throws {
        for (name, day) in [("--from", self.from), ("--to", self.to)] {
            if let day, UsageDay(day) == nil { throw ValidationError("\(name) takes a day, such as 2026-01-31.") }
        }
    }

    func run() async throws {
        try await self.edge.withClient { client in
            let usage = try await client.payload(of: .get("usage", query: self.query))
            self.output.say([usage], or: UsageText.lines(of: usage))
        }
    }

    /// What the edge is asked.
    var query: [(name: String, value: String)] {
        [("from", self.from), ("to", self.to), ("user", self.edge.user)].compactMap { name, value in
            value.map { (name: name, value: $0) }
        }
    }
}
