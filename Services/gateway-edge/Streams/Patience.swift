/// What the edge does about runs in which nothing happens.
struct Patience: Sendable {
    /// Silence after which the client gets a ping.
    var ping = Duration.seconds(15)
    /// How long a run's worker may be dead before the run is ended.
    var deadWorker = Duration.seconds(30)
    /// How long the bus may be away before the stream is ended.
    var bus = Duration.seconds(30)
    /// How long a run's record may be missing: a store that came back empty gets it back from the run's worker.
    var record = Duration.seconds(5)
}
