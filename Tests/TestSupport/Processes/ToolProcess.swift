package import Foundation
import Synchronization

/// A command under test, with what it prints on each side and what it is told.
package final class ToolProcess: Sendable {
    /// What the command reads.
    package enum Input: Sendable {
        case nothing
        case text(String)
        /// A terminal, on which ``type(_:)`` types.
        case terminal
    }

    /// How a command ended, and what it had printed.
    package struct Ending: Sendable {
        package var exitCode: Int32
        package var output: String
        package var errors: String
    }

    private let process: ServerProcess
    private let folder: URL
    private let keyboard: Int32?

    /// Starts a command with exactly this environment.
    package init(
        executable: URL,
        arguments: [String],
        environment: [String: String],
        input: Input = .nothing
    ) throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("aura-tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let reading: FileHandle
        var keyboard: Int32?
        switch input {
        case .nothing: reading = .nullDevice
        case .text(let text):
            let file = self.folder.appendingPathComponent("input")
            try Data(text.utf8).write(to: file)
            reading = try FileHandle(forReadingFrom: file)
        case .terminal:
            let terminal = try Self.openTerminal()
            keyboard = terminal.keyboard
            reading = FileHandle(fileDescriptor: terminal.screen, closeOnDealloc: true)
        }
        self.keyboard = keyboard
        self.process = try ServerProcess(
            executable: executable,
            arguments: arguments,
            exactly: environment,
            input: reading,
            output: try Self.file(self.folder, "output"),
            errors: try Self.file(self.folder, "errors")
        )
    }

    deinit {
        if let keyboard = self.keyboard { close(keyboard) }
        try? FileManager.default.removeItem(at: self.folder)
    }

    /// What it has printed so far.
    package var output: String { self.text("output") }
    package var errors: String { self.text("errors") }

    /// Types a line where it was given a terminal.
    package func type(_ line: String) {
        guard let keyboard = self.keyboard else { return }
        let bytes = Array("\(line)\n".utf8)
        _ = write(keyboard, bytes, bytes.count)
    }

    package func signal(_ number: Int32) { self.process.signal(number) }

    /// Waits for its end; negative for one that a signal brought.
    package func ending() async -> Ending {
        await self.process.waitForEnd()
        return Ending(exitCode: self.process.exitCode ?? -1, output: self.output, errors: self.errors)
    }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: self.folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }

    private static func file(_ folder: URL, _ name: String) throws -> FileHandle {
        let file = folder.appendingPathComponent(name)
        try Data().write(to: file)
        return try FileHandle(forWritingTo: file)
    }

    /// Opens a pseudoterminal by the kernel's own interface (ioctl_tty(2)): the library's is not offered to Swift.
    private static func openTerminal() throws -> (keyboard: Int32, screen: Int32) {
        let (unlock, askNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
        var isLocked: Int32 = 0
        var number: Int32 = 0
        let keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard keyboard >= 0, ioctl(keyboard, unlock, &isLocked) == 0, ioctl(keyboard, askNumber, &number) == 0 else {
            throw POSIXError(.ENOTTY)
        }
        let screen = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard screen >= 0 else { throw POSIXError(.ENOTTY) }
        return (keyboard, screen)
    }
}
