package import Messages

/// A stream whose entries may be given up.
package enum DeadLetterStream: Sendable, Hashable, CaseIterable {
    /// What happened in DWP.
    case events
    /// The commands of one service.
    case commands(WorkerService)

    package static let allCases = WorkerService.allCases.map { DeadLetterStream.commands($0) } + [.events]

    /// Finds the stream that is called so.
    package init?(name: some StringProtocol) {
        guard let stream = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = stream
    }

    /// What people and metrics call it.
    package var name: String {
        switch self {
        case .events: "events"
        case .commands(let service): service.rawValue
        }
    }

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
