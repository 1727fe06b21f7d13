import ArgumentParser
import Foundation

/// Where logs, process records, the development secret and Redis's data are kept.
struct StateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder for logs, records and caches.", visibility: .hidden))
    var stateFolder = ".aura"

    /// Opens the folder, and makes it where it is missing.
    func makeFolder() throws -> StateFolder {
        try StateFolder(at: URL(fileURLWithPath: self.stateFolder, isDirectory: true))
    }
}
