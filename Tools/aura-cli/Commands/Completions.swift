import ArgumentParser

/// Prints what lets a shell complete this command.
struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints a script with which a shell completes this command.",
        discussion: """
            bash: source <(./aura completions bash)
            zsh:  ./aura completions zsh > ~/.zfunc/_aura, with ~/.zfunc in fpath before compinit
            fish: ./aura completions fish > ~/.config/fish/completions/aura.fish
            """
    )

    /// A shell that the argument parser writes for.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        var completed: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        Console.say(Aura.completionScript(for: self.shell.completed))
    }
}
