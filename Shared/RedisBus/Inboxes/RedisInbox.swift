import Bus

/// A stream that one replica alone reads, on a connection of its own.
struct RedisInbox: Sendable {
    /// One entry's fields.
    typealias Fields = [(name: [UInt8], value: [UInt8])]

    private let key: String
    private let client: RedisClient
    private let connection: RedisDedicatedConnection
    private let timeToLive: Duration
    private let position = InboxPosition()

    init(key: String, client: RedisClient, timeToLive: Duration) {
        self.key = key
        self.client = client
        self.connection = client.makeDedicatedConnection()
        self.timeToLive = timeToLive
    }

    /// Makes the inbox, or renews its time to live; true where it was made anew.
    func renew() async throws(BusError) -> Bool {
        let ttl = RedisArgument(milliseconds: self.timeToLive)
        let key = RedisArgument(self.key)
        guard try await self.client.call("PEXPIRE", key, ttl).int != 1 else { return false }
        _ = try await self.client.call([
            RedisCommand("XADD", key, "MAXLEN", "~", 1000, "*", "made", "1"),
            RedisCommand("PEXPIRE", key, ttl),
        ])
        self.position.last = "0-0"  // the new one's ids may be smaller, where the server's clock went back
        return true
    }

    /// Waits for entries after those read before. `hasLost` tells that some went before they could be read, `oldest` is
    /// the first one's id.
    func read(wait: Duration) async throws(BusError) -> (entries: [Fields], hasLost: Bool, oldest: String?) {
        let limit = 512
        let before = self.position.last
        let command = RedisCommand(
            "XREAD",
            "COUNT",
            RedisArgument(limit),
            "BLOCK",
            RedisArgument(milliseconds: wait),
            "STREAMS",
            RedisArgument(self.key),
            RedisArgument(before)
        )
        let reply: RedisValue
        do throws(RedisError) {
            reply = try await self.connection.send(command, timeout: wait + .seconds(2))
        } catch {
            throw BusError(error)
        }
        if let error = reply.error { throw BusError(error) }
        var entries: [Fields] = []
        var oldest: String?
        for entry in reply.array?.first?.array?.last?.array ?? [] {
            guard let pair = entry.array, pair.count == 2, let id = pair[0].string, let fields = pair[1].array else {
                throw BusError(.malformedReply, "not an inbox entry")
            }
            self.position.last = id
            oldest = oldest ?? id
            entries.append(
                stride(from: 0, to: fields.count - 1, by: 2).map {
                    (fields[$0].bytes ?? [], fields[$0 + 1].bytes ?? [])
                }
            )
        }
        guard entries.count == limit else { return (entries, false, oldest) }
        return (entries, try await self.wasTrimmed(since: before), oldest)
    }

    func remove() async throws(BusError) {
        _ = try await self.client.call("DEL", RedisArgument(self.key))
        await self.connection.close()
    }

    /// Only a reader that lags can lose entries to trimming, so only a full read asks.
    private func wasTrimmed(since id: String) async throws(BusError) -> Bool {
        let reply = try await self.client.call("XINFO", "STREAM", RedisArgument(self.key))
        let fields = reply.array ?? []
        func value(_ name: String) -> RedisValue {
            let index = stride(from: 0, to: fields.count - 1, by: 2).first { fields[$0].string == name }
            return index.map { fields[$0 + 1] } ?? .null
        }
        // Trimming takes the oldest: where one that was read before still stands, none after it is gone.
        guard let added = value("entries-added").int, let length = value("length").int, added > length else {
            return false
        }
        return InboxPosition.isGreater(value("first-entry").array?.first?.string ?? "0-0", than: id)
    }
}
