import ArgumentParser
import Foundation
import Glibc

/// Shows the logs that `up` keeps, through the system's `tail`.
struct Logs: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows the processes' logs.")

    @Argument(help: "A process, for example aura-llm or just llm; all of them without it.")
    var service: String?

    @Flag(name: .shortAndLong, help: "Goes on showing lines as they are written.")
    var follow = false

    @Option(name: .shortAndLong, help: "How many of the last lines to begin with.")
    var lines = 50

    @OptionGroup var state: StateOptions

    func run() throws {
        let state = try self.state.makeFolder()
        let present = try state.logFiles()
        let wanted = self.service.map { service in
            present.filter { [service, "aura-\(service)"].contains($0.deletingPathExtension().lastPathComponent) }
        }
        let files = wanted ?? present
        guard !files.isEmpty else {
            let known = present.map { $0.deletingPathExtension().lastPathComponent }
            throw ValidationError(
                known.isEmpty ? "There are no logs yet." : "No such log. There are: \(known.joined(separator: ", "))."
            )
        }
        let arguments = ["tail", "-n", "\(self.lines)"] + (self.follow ? ["-F"] : []) + files.map(\.path)
        var pointers = arguments.map { strdup($0) }
        pointers.append(nil)
        execvp("tail", pointers)
        throw StackError.cannotStart(name: "tail", reason: String(cString: strerror(errno)))
    }
}
