import Messages
import Synchronization

@testable import LLM

/// A provider that answers as a test says; the number of the call, from 1, tells calls apart.
struct ScriptedProvider: ModelProvider {
    typealias Answer =
        @Sendable (_ call: Int, _ request: ModelRequest, _ emit: @Sendable (ModelDelta) async throws -> Void)
        async throws
        ->
        Completed

    let name: String
    private let calls = CallCount()
    private let script: Answer

    init(name: String = "scripted", _ script: @escaping Answer) {
        self.name = name
        self.script = script
    }

    /// Answers every call by pieces of text.
    init(name: String = "scripted", texts: String...) {
        self.init(name: name) { _, _, emit in
            for text in texts { try await emit(.text(Array(text.utf8))) }
            return Completed(finishReason: "stop")
        }
    }

    /// Fails the first calls, one failure each, and answers the next by its name.
    init(name: String, failures: [ProviderFailure]) {
        self.init(name: name) { call, _, emit in
            guard call > failures.count else { throw failures[call - 1] }
            try await emit(.text(Array(name.utf8)))
            return Completed()
        }
    }

    var callCount: Int { self.calls.value }

    func answer(
        _ request: ModelRequest,
        emit: @Sendable (ModelDelta) async throws -> Void
    ) async throws -> Completed {
        try await self.script(self.calls.next(), request, emit)
    }
}
