import Foundation
import TestSupport

/// A file system of a few megabytes, which a test can fill. Mounting it takes root.
struct SmallDisk: Sendable {
    let folder: URL

    private var ballast: URL { self.folder.appendingPathComponent("ballast") }

    /// Writes until not one more byte fits.
    func fill() throws {
        try Data().write(to: self.ballast)
        let file = try FileHandle(forWritingTo: self.ballast)
        defer { try? file.close() }
        for size in [1 << 20, 1 << 12, 1] {
            while (try? file.write(contentsOf: Data(count: size))) != nil {}
        }
    }

    /// Makes room again.
    func free() throws {
        try FileManager.default.removeItem(at: self.ballast)
    }

    func size(of file: String) -> Int {
        let path = self.folder.appendingPathComponent(file).path
        return (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
    }

    /// What stands in the logs.
    var texts: [String] {
        let files =
            (try? FileManager.default.contentsOfDirectory(at: self.folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.lastPathComponent.contains(".log") }.map { file in
            (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }
}

/// Runs an operation with a small disk, which is gone afterwards. Where it cannot be mounted, the test fails.
func withSmallDisk(megabytes: Int, _ operation: @Sendable (SmallDisk) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aura-disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await run(["mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "aura-disk", folder.path])
    let result: Result<Void, any Error>
    do {
        result = .success(try await operation(SmallDisk(folder: folder)))
    } catch {
        result = .failure(error)
    }
    try await run(["umount", "--lazy", folder.path])
    try result.get()
}

private func run(_ command: [String]) async throws {
    let process = try ServerProcess(executable: URL(fileURLWithPath: "/usr/bin/env"), arguments: command, log: nil)
    await process.waitForEnd()
    guard process.exitCode == 0 else {
        throw StackError(description: "\(command.joined(separator: " ")) failed; a disk that fills up takes root")
    }
}
