import Foundation

@testable import AuraCLI

/// Gives a state folder of its own to a test, and takes it away again.
@discardableResult
func withStateFolder<Result>(_ body: (StateFolder) throws -> Result) throws -> Result {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("aura-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    return try body(StateFolder(at: root))
}
