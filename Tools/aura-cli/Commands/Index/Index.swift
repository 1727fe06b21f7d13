import ArgumentParser

/// What concerns the search index.
struct Index: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks after the search index.",
        subcommands: [IndexStats.self, IndexRebuild.self]
    )
}

/// How an indexer is asked, and how its answer is shown.
struct IndexOptions: ParsableArguments {
    @Option(help: "Seconds that an indexer may take to answer.")
    var within = 10

    @Flag(help: "Prints one JSON object on one line.")
    var json = false

    @OptionGroup var redis: RedisOptions

    func validate() throws {
        guard (1...3600).contains(self.within) else { throw ValidationError("--within must be 1 to 3600 seconds.") }
    }
}
