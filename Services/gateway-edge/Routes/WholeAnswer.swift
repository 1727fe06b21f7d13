import HTTPTypes
import Messages

/// Collects a run's events to one answer. A pure value.
struct WholeAnswer: Sendable {
    private(set) var text: [UInt8] = []
    private var ending: LogEntry?
    private var failure: RunFailure?

    mutating func add(_ event: ViewerEvent) {
        switch event {
        case .events(let entries):
            for entry in entries where entry.event.type == .text { self.text.append(contentsOf: entry.event.payload) }
        case .restarted: self.text = []
        case .resync(let text, _): self.text = text
        case .broken(let failure, _): self.failure = failure
        case .ended(let entry): self.ending = entry
        case .ping, .endedBefore: break
        }
    }

    /// What the run ended with.
    ///
    /// - Throws: The status that a failure has where the answer is one JSON: 502, 504 for time-outs, 503 for the bus.
    func completed() throws(EdgeError) -> Completed {
        if let ending = self.ending, ending.event.type == .completed {
            return (try? Completed.decoded(from: ending.event.payload)) ?? Completed()
        }
        let stored = self.ending.flatMap { try? RunFailure.decoded(from: $0.event.payload) }
        guard let failure = self.failure ?? stored else {
            throw EdgeError(.badGateway, .externalService, "The answer could not be completed")
        }
        throw Self.error(for: failure)
    }

    private static func error(for failure: RunFailure) -> EdgeError {
        switch failure.errorType {
        case .providerTimeout:
            EdgeError(.gatewayTimeout, .externalServiceTimeout, failure.message)
        case .provider, .rateLimited, .invalidRequest, .outputTooLong, .workerLost, .cancelled, .replayUnavailable:
            EdgeError(.badGateway, .externalService, failure.message)
        case .deadlineExceeded, .busUnavailable, .serverShutdown:
            .unavailable(failure.message)
        case .tokenExpired:
            EdgeError(.unauthorized, .tokenExpired, failure.message)
        case .internal:
            EdgeError(.internalServerError, .internalServerError, failure.message)
        }
    }
}
