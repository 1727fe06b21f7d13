package import Logging

/// Where an error ended somebody's work. A log entry's metadata says it under ``key``.
package enum FaultKind: String, Sendable, CaseIterable {
    /// A request that got no proper answer.
    case request
    /// A run that failed.
    case run
    /// A command that was given up.
    case command
    /// A process that could not start or go on.
    case process
    case other

    /// Under what a log entry's metadata names the kind.
    package static let key = "fault"

    /// What an entry's metadata says; ``other`` where it says nothing.
    package init(_ metadata: Logger.Metadata) {
        self = metadata[Self.key].flatMap { Self(rawValue: "\($0)") } ?? .other
    }
}
