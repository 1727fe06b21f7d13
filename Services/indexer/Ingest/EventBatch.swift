import Bus

/// Events on their way into the index, with what each does to it.
struct EventBatch: Sendable {
    /// Those of types that nobody knows.
    var skipped: [Delivery] = []
    var unusable: [(delivery: Delivery, problem: EventProblem)] = []
    var work: [(delivery: Delivery, change: DocumentChange)] = []
    /// The work's changes with their vectors, where those could be made at once.
    var embedded: [EmbeddedChange]?
}
