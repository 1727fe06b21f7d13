package import Messages

/// A stream whose entries may be given up.
package enum DeadLetterStream: Sendable, Hashable {
    /// What happened in DWP.
    case events
    /// The commands of one service.
    case commands(WorkerService)

    /// The stream's key.
    package var key: String {
        switch self {
        case .events: BusKeys.events
        case .commands(let service): BusKeys.commands(service)
        }
    }

    /// The key of what was given up.
    package var deadKey: String {
        switch self {
        case .events: BusKeys.deadEvents
        case .commands(let service): BusKeys.deadLetters(service)
        }
    }
}
