package import Messages

/// The work of one service: a durable queue that a group of consumers shares.
package protocol CommandQueue: WorkStream {
    /// Adds a command and returns how many wait, this one included.
    func send(_ command: Command) async throws(BusError) -> Int

    /// How many commands are not finished.
    func backlog() async throws(BusError) -> Int

    /// Takes up to `limit` commands that `consumer` holds but not among `known`: the reply that brought them was lost, or
    /// came too late. No attempt is counted.
    func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery]

    /// Removes a command that was carried out, so that no worker gets it again.
    func complete(_ delivery: Delivery) async throws(BusError)
}
