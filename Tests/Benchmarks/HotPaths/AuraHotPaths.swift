import ArgumentParser

/// Repeats one hot path, for a tool that counts instructions.
///
/// It is a program of its own without any task or event loop: callgrind does not survive Dispatch's main loop.
@main
struct AuraHotPaths: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aura-hot-paths",
        abstract: "Repeats one hot path; Tests/Benchmarks/guard counts its instructions."
    )

    @Argument(help: "Which.")
    var path: HotPath

    @Argument(help: "How often.")
    var count: Int

    func validate() throws {
        guard (0...100_000_000).contains(self.count) else { throw ValidationError("The count is bounded.") }
    }

    func run() throws {
        print(try self.path.run(self.count))
    }
}
