import Bus
import Messages

/// The answer that a run gives: text in events of a bounded size, up to a limit.
struct Answer<Log: RunLog>: Sendable {
    let output: RunOutput<Log>
    let limit: OutputLimit

    /// - Parameter type: Of what is text: the answer's words or the model's thoughts.
    func say(_ text: [UInt8], as type: RunEventType = .text) async throws {
        guard !text.isEmpty else { return }
        guard text.count > TextPieces.limit else { return try await self.tell(RunEvent(type, text)) }
        for piece in TextPieces(text) { try await self.tell(RunEvent(type, Array(piece))) }
    }

    /// Tells one event.
    func tell(_ event: RunEvent) async throws {
        let size = try await self.output.append(event)
        guard size.events < self.limit.events, size.bytes < self.limit.bytes else { throw RunFailure.tooLong }
    }

    /// Tells what the text will rely on.
    func tell(_ sources: Sources) async throws {
        try await self.output.append(RunEvent(.sources, try sources.encoded()))
    }
}

extension RunFailure {
    static let tooLong = RunFailure(.answerTooLong)
}
