/// What a viewer does about runs in which nothing happens.
package struct Patience: Sendable {
    /// Silence after which the client gets a ping.
    package var ping = Duration.seconds(15)
    /// How long a run's worker may be dead before the run is ended.
    package var deadWorker = Duration.seconds(30)
    /// How long the bus may be away before the stream is ended.
    package var bus = Duration.seconds(30)
    /// How long a run's record may be missing: a store that came back empty gets it back from the run's worker.
    package var record = Duration.seconds(5)

    package init() {}
}
