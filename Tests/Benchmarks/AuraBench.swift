import ArgumentParser

/// Measures the product on this machine and holds what it finds against the marks.
@main
struct AuraBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aura-bench",
        abstract: "Measures Aura-Platform on this machine.",
        discussion: "Figures mean something in a release build only.",
        subcommands: [
            SuiteBenchmark.self, RelayBenchmark.self, StreamsBenchmark.self, BurstBenchmark.self,
            RequestsBenchmark.self, IdleBenchmark.self, SearchBenchmark.self, IndexingBenchmark.self,
            TasksBenchmark.self, RelevanceBenchmark.self, UpstreamCommand.self,
        ],
        defaultSubcommand: SuiteBenchmark.self
    )
}
