/// What was given up of one stream: to look at, and to put back.
package protocol DeadLetterStore: Sendable {
    /// How many there are.
    func count() async throws(BusError) -> Int

    /// The newest `limit` letters, the newest first.
    func newest(_ limit: Int) async throws(BusError) -> [DeadEntry]

    /// The letter with an id; nil where there is none.
    func letter(_ id: String) async throws(BusError) -> DeadEntry?

    /// Puts a letter back into its stream, in one step with removing it here: done twice, it is put back once.
    func retry(_ id: String) async throws(BusError) -> DeadLetterRetry
}
