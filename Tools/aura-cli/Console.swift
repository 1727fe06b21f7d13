import Foundation

/// What the operator reads: unbuffered, so that a pipe shows it at once.
enum Console {
    /// Writes one line to standard output.
    static func say(_ line: String) {
        Self.write(line + "\n", to: .standardOutput)
    }

    /// Writes a part of an answer to standard output, as it is.
    static func write(_ text: String) {
        Self.write(text, to: .standardOutput)
    }

    /// Writes one line to standard error.
    static func complain(_ line: String) {
        Self.write(line + "\n", to: .standardError)
    }

    /// Asks on standard error, where it stays out of what other programs read.
    static func prompt(_ text: String) {
        Self.write(text, to: .standardError)
    }

    // A reader that went away is no reason to fail: the processes matter more than the lines about them.
    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
