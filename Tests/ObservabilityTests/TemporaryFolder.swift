import Foundation

/// Gives a folder of its own, and takes it away again.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "observability-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Gives a file as a descriptor to write to, and returns what was written to it.
func capturingOutput(_ body: (Int32) async throws -> Void) async throws -> String {
    try await withTemporaryFolder { folder in
        let path = folder + "/captured"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(descriptor) }
        try await body(descriptor)
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}
