import Bus
import Messages

/// What a run's log says in the end that its task must be told.
enum RunConclusion: Sendable, Equatable {
    /// JSON text of what it came to.
    case completed(String)
    /// What the person is told.
    case failed(String)
    /// It has not ended, or is forgotten.
    case open

    /// - Parameter language: The person's.
    init(_ said: SpokenRun, in language: Language) {
        switch said.terminal?.type {
        case .completed?: self = .completed(String(decoding: said.result ?? Array("{}".utf8), as: UTF8.self))
        case .cancelled?: self = .failed("cancelled")
        case .failed?: self = .failed(said.terminal.map { Self.message(of: $0, in: language) } ?? "failed")
        default: self = .open
        }
    }

    private static func message(of event: RunEvent, in language: Language) -> String {
        guard let failure = try? RunFailure.decoded(from: event.payload) else { return "failed" }
        return "\(failure.errorType.rawValue): \(failure.told(in: language).message)"
    }
}
