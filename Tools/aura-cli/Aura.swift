import ArgumentParser
import Dispatch

/// The operator's command line; `./aura` in the checkout builds and calls it.
@main
struct Aura: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aura",
        abstract: "Runs Aura-Platform on this machine, and looks after it.",
        subcommands: [
            Up.self, Down.self, Token.self, Logs.self, Chat.self, Search.self, Runs.self, Conversations.self,
            Tasks.self, Usage.self, Events.self, Index.self, Dead.self, Doctor.self, Completions.self,
        ]
    )

    /// Runs what does not wait on the main thread, before there is any other: `up` blocks signals for all threads, which
    /// those inherit that come after.
    static func main() {
        do {
            var command = try Self.parseAsRoot()
            guard command is any AsyncParsableCommand else { return try command.run() }
        } catch {
            Self.exit(withError: error)
        }
        Task { await Self.runWaiting() }
        dispatchMain()
    }

    private static func runWaiting() async {
        do {
            guard var command = try Self.parseAsRoot() as? any AsyncParsableCommand else { return }
            try await command.run()
            Self.exit()
        } catch {
            Self.exit(withError: error)
        }
    }
}
