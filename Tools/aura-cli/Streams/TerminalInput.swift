import ArgumentParser
import Dispatch
import Foundation
import Glibc

/// What a person types, or another program writes. Reading blocks, so it has a thread of its own.
enum TerminalInput {
    private static let queue = DispatchQueue(label: "aura.cli.input")

    /// Whether a person is there to be asked.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks for one line; nil at the input's end.
    static func line(prompt: String) async -> String? {
        Console.prompt(prompt)
        return await withCheckedContinuation { continuation in
            Self.queue.async { continuation.resume(returning: readLine()) }
        }
    }

    /// All that another program writes.
    ///
    /// - Throws: ``OperatorError`` for more than `limit` bytes, or what is no text.
    static func all(upTo limit: Int) async throws(OperatorError) -> String {
        let bytes = await withCheckedContinuation { continuation in
            Self.queue.async {
                var bytes = Data()
                while bytes.count <= limit {
                    let piece = FileHandle.standardInput.availableData
                    guard !piece.isEmpty else { break }
                    bytes += piece
                }
                continuation.resume(returning: bytes)
            }
        }
        return try Self.text(bytes, of: "standard input", upTo: limit)
    }

    /// A file's text; of a larger one no more than a byte above the limit is read.
    ///
    /// - Throws: ``OperatorError`` for more than `limit` bytes, or what is no text or cannot be read.
    static func file(_ path: String, upTo limit: Int) throws(OperatorError) -> String {
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            bytes = try handle.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw OperatorError(.validationFailure, "\(path.harmless) cannot be read")
        }
        return try Self.text(bytes, of: path.harmless, upTo: limit)
    }

    private static func text(_ bytes: Data, of source: String, upTo limit: Int) throws(OperatorError) -> String {
        guard bytes.count <= limit else {
            throw OperatorError(.validationFailure, "\(source) is larger than \(limit) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw OperatorError(.validationFailure, "\(source) is no UTF-8 text")
        }
        return text
    }
}
