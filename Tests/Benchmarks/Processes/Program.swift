import ArgumentParser
import Foundation

/// Executables that a benchmark starts.
enum Program {
    /// One of the product's, as a rule beside this one.
    static func own(_ name: String, in folder: String?) throws -> URL {
        let place =
            folder.map { URL(fileURLWithPath: $0) } ?? Bundle.main.executableURL?.deletingLastPathComponent()
        guard let file = place?.appendingPathComponent(name), FileManager.default.isExecutableFile(atPath: file.path)
        else { throw ValidationError("There is no \(name) beside this executable: build it, or say --binaries.") }
        return file
    }

    /// One of the system's; nil where it is not installed.
    static func installed(_ name: String) -> URL? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":") + ["/usr/sbin"])
            .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}

/// Where the product's executables are.
struct ProgramOptions: ParsableArguments {
    @Option(help: "The folder of the product's executables; as a rule this executable's own.")
    var binaries: String?
}
