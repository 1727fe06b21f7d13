import Messages
import Synchronization

@testable import LLM

/// Collects what a provider emits.
final class Emitted: Sendable {
    private let pieces = Mutex<[[UInt8]]>([])

    func add(_ piece: [UInt8]) {
        self.pieces.withLock { $0.append(piece) }
    }

    var texts: [String] { self.pieces.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
    var text: String { self.texts.joined() }
}

extension ModelProvider {
    /// Lets the provider answer and collects what it says.
    func answer(_ request: ModelRequest = .hello, into emitted: Emitted) async throws -> Completed {
        try await self.answer(request, say: { emitted.add($0) })
    }

    /// What the provider fails with; nil for a success or any other error.
    func failure(_ request: ModelRequest = .hello, into emitted: Emitted = Emitted()) async -> ProviderFailure? {
        do {
            _ = try await self.answer(request, into: emitted)
            return nil
        } catch {
            return error as? ProviderFailure
        }
    }
}

extension ModelRequest {
    static let hello = ModelRequest(
        messages: [ChatMessage(role: .user, content: "hello")],
        model: nil,
        language: .english,
        traceparent: nil,
        call: .sample()
    )
}
