package import Bus
import Messages

/// Counts what there is of one stream of work.
package struct RedisWorkLoad: Sendable {
    private let client: RedisClient
    private let stream: DeadLetterStream

    package init(client: RedisClient, stream: DeadLetterStream) {
        self.client = client
        self.stream = stream
    }

    package func read() async throws(BusError) -> WorkLoad {
        let key = RedisArgument(self.stream.key)
        let replies = try await self.client.callKeepingErrors([
            RedisCommand("XLEN", key), RedisCommand("XPENDING", key, RedisArgument(self.group)),
            RedisCommand("XLEN", RedisArgument(self.stream.deadKey)),
        ])
        return WorkLoad(
            depth: try Self.count(replies[0]),
            pending: try Self.pending(replies[1]),
            dead: try Self.count(replies[2])
        )
    }

    private var group: String {
        switch self.stream {
        case .commands(let service): service.rawValue
        case .events: WorkerService.indexer.rawValue
        }
    }

    /// The first element of XPENDING's summary; before a worker has joined there is no group, and so nothing pending.
    private static func pending(_ reply: RedisValue) throws(BusError) -> Int {
        if reply.error?.prefix == "NOGROUP" { return 0 }
        if let error = reply.error { throw BusError(error) }
        return try self.count(reply.array?.first ?? .null)
    }

    private static func count(_ reply: RedisValue) throws(BusError) -> Int {
        if let error = reply.error { throw BusError(error) }
        guard let count = reply.int else { throw BusError(.malformedReply, "not a number of entries") }
        return count
    }
}
