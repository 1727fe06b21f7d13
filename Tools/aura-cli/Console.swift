import Foundation

/// What the operator reads: whole lines, unbuffered, so that a pipe shows them at once.
enum Console {
    /// Writes one line to standard output.
    static func say(_ line: String) {
        Self.write(line, to: .standardOutput)
    }

    /// Writes one line to standard error.
    static func complain(_ line: String) {
        Self.write(line, to: .standardError)
    }

    // A reader that went away is no reason to fail: the processes matter more than the lines about them.
    private static func write(_ line: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data((line + "\n").utf8))
    }
}
