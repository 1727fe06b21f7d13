/// How much a run has said so far.
package struct RunSize: Sendable, Equatable {
    package var events: Int
    /// Of the payloads.
    package var bytes: Int
}
