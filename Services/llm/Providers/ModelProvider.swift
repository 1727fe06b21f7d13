import Messages

/// Something that answers conversations, piece by piece.
protocol ModelProvider: Sendable {
    /// The provider's name in logs and metrics.
    var name: String { get }
    /// Whether it has words of its own; one that only quotes has none.
    var isModel: Bool { get }

    /// Answers `request`, handing each piece to `emit` as it comes; a slow `emit` holds the provider back.
    ///
    /// Cancelling the task ends the provider's work at once.
    /// - Throws: ``ProviderFailure``; whatever `emit` throws; `CancellationError`.
    func answer(_ request: ModelRequest, emit: @Sendable (ModelDelta) async throws -> Void) async throws -> Completed
}

extension ModelProvider {
    var isModel: Bool { true }

    /// Answers `request` with words alone.
    func answer(
        _ request: ModelRequest,
        say: @Sendable ([UInt8]) async throws -> Void
    ) async throws -> Completed {
        try await self.answer(
            request,
            emit: { delta in
                if case .text(let text) = delta { try await say(text) }
            }
        )
    }
}
