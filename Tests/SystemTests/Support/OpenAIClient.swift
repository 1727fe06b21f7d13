import Foundation

/// The official OpenAI client in Python, which knows nothing of us but an address and a key.
enum OpenAIClient {
    /// Lets it do all of `openai_client.py`, and tells what it has printed and whether all was well.
    ///
    /// Without `.aura/openai/bin/python` in the package it throws, and says what to run.
    static func run(against baseURL: String, token: String) async throws -> (isWell: Bool, output: String) {
        let support = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let package = support.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let python = package.appendingPathComponent(".aura/openai/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw StackError(description: "\(python.path) is not there; Tools/python/install.sh openai installs it")
        }
        let process = Process()
        process.executableURL = python
        process.arguments = [support.appendingPathComponent("openai_client.py").path, baseURL, token]
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
        return (status == 0, text)
    }
}
