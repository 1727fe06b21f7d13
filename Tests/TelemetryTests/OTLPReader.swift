import Foundation

/// OpenTelemetry's own messages in Python, which know nothing of us.
enum OTLPReader {
    struct Failure: Error {
        var output: String
    }

    /// One line a span that was read, sorted: name, kind, status, and the trace where it is not of our making, and parent.
    ///
    /// Without `.aura/otlp/bin/python` in the package it throws, and says what to run.
    static func read(_ body: [UInt8]) async throws -> [String] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let package = folder.deletingLastPathComponent().deletingLastPathComponent()
        let python = package.appendingPathComponent(".aura/otlp/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw Failure(output: "\(python.path) is not there; Tools/python/install.sh otlp installs it")
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("otlp-\(UUID().uuidString).json")
        try Data(body).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = python
        process.arguments = [folder.appendingPathComponent("otlp_reader.py").path, file.path]
        let output = Pipe()
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
        // A few lines, which the pipe holds.
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        guard status == 0 else { throw Failure(output: text) }
        return text.split(separator: "\n").map(String.init)
    }
}
