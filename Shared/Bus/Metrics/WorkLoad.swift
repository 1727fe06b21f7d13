/// How much there is of one stream of work.
package struct WorkLoad: Sendable, Equatable {
    /// Entries that are not finished.
    package var depth: Int
    /// Those of them that a worker has.
    package var pending: Int
    /// Entries that were given up and are kept.
    package var dead: Int

    package init(depth: Int, pending: Int, dead: Int) {
        self.depth = depth
        self.pending = pending
        self.dead = dead
    }
}
