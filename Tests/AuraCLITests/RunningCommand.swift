import Dispatch
import Foundation
import Glibc

/// A command under test: its output, and how it ends.
struct RunningCommand {
    private let process: Process
    private let pipe: Pipe
    private let queue = DispatchQueue(label: "aura.test.command")

    init(executable: URL, arguments: [String], environment: [String: String]) throws {
        self.process = Process()
        self.pipe = Pipe()
        self.process.executableURL = executable
        self.process.arguments = arguments
        self.process.environment = environment
        self.process.standardOutput = self.pipe
        self.process.standardError = self.pipe
        try self.process.run()
    }

    /// Reads both of its outputs up to the first piece that holds the text, or to their end.
    func output(until text: String?) async -> String {
        let handle = self.pipe.fileHandleForReading
        return await withCheckedContinuation { continuation in
            self.queue.async {
                var received = Data()
                while true {
                    let piece = handle.availableData
                    received += piece
                    let output = String(decoding: received, as: UTF8.self)
                    if piece.isEmpty || text.map(output.contains) == true {
                        continuation.resume(returning: output)
                        return
                    }
                }
            }
        }
    }

    func signal(_ number: Int32) {
        kill(self.process.processIdentifier, number)
    }

    /// Waits for its end; negative for one that a signal ended.
    func exitCode() async -> Int32 {
        let process = self.process
        return await withCheckedContinuation { continuation in
            self.queue.async {
                process.waitUntilExit()
                let code = process.terminationStatus
                continuation.resume(returning: process.terminationReason == .exit ? code : -code)
            }
        }
    }
}
