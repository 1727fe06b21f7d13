import Foundation

/// Programs in Python that hold the OpenAPI document against a running edge.
enum OpenAPIChecks {
    /// The script that asks for everything once.
    static var client: String { Self.support.appendingPathComponent("openapi_client.py").path }

    private static var support: URL { URL(fileURLWithPath: #filePath).deletingLastPathComponent() }

    /// Runs one of the installed programs, and tells what it has printed and whether all was well.
    ///
    /// Without `.aura/openapi` in the package it throws, and says what to run.
    static func run(_ name: String, _ arguments: [String]) async throws -> (isWell: Bool, output: String) {
        let package = Self.support.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let program = package.appendingPathComponent(".aura/openapi/bin/\(name)")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw StackError(description: "\(program.path) is not there; Tools/python/install.sh openapi installs it")
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aura-check-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // More than a pipe holds.
        let file = folder.appendingPathComponent("output")
        try Data().write(to: file)
        let output = try FileHandle(forWritingTo: file)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let ends = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            ends.continuation.yield(process.terminationStatus)
            ends.continuation.finish()
        }
        try process.run()
        var status: Int32 = -1
        for await end in ends.stream { status = end }
        try output.close()
        return (status == 0, try String(contentsOf: file, encoding: .utf8))
    }
}
