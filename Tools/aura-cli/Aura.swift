import ArgumentParser

/// The operator's command line; `./aura` in the checkout builds and calls it.
@main
struct Aura: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aura",
        abstract: "Runs Aura-Platform on this machine.",
        subcommands: [Up.self, Down.self, Token.self, Logs.self]
    )
}
