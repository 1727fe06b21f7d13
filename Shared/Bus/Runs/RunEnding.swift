package import Messages

/// How one worker's part of a run ends.
package enum RunEnding: Sendable {
    case completed(Completed)
    case failed(RunFailure)
    case cancelled
    /// Another worker shall go on.
    case interrupted
    /// The run is not this worker's any more.
    case lost

    /// What ends the run in its log; nil where it goes on.
    package var event: RunEvent? {
        switch self {
        case .completed(let payload): Self.event(.completed, payload)
        case .failed(let failure): Self.event(.failed, failure)
        case .cancelled:
            Self.event(.cancelled, RunFailure.stopped)
        case .interrupted, .lost: nil
        }
    }

    private static func event(_ type: RunEventType, _ payload: some EventPayload) -> RunEvent? {
        (try? payload.encoded()).map { RunEvent(type, $0) }
    }
}
