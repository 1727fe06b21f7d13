import Foundation

/// Gives a file of its own, and takes it away again.
func withTemporaryFile<Result>(_ content: String, _ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.appending(path: "service-kit-\(UUID().uuidString)").path
    try content.write(toFile: path, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}
