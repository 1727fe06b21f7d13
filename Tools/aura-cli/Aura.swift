import ArgumentParser

/// The operator's command line; `./aura` in the checkout builds and calls it.
@main
struct Aura: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aura",
        abstract: "Runs Aura-Platform on this machine, and looks after it.",
        subcommands: [
            Up.self, Down.self, Token.self, Logs.self, Events.self, Index.self, Dead.self, Tasks.self,
        ]
    )
}
