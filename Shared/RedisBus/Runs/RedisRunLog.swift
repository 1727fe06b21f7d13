package import Bus
package import Messages

/// The runs' logs as Redis streams whose entry ids are the events' ids, so that Redis refuses repeats and late writers.
package struct RedisRunLog: RunLog {
    /// Entries of a log beyond which its oldest go. An answer is ended long before.
    private static let logCap: RedisArgument = 200_000
    /// Entries of an edge's inbox beyond which its oldest go.
    private static let inboxCap: RedisArgument = 20_000

    private let client: RedisClient
    private let timeToLive: Duration

    /// - Parameter timeToLive: How long a run is kept after its latest change of state.
    package init(client: RedisClient, timeToLive: Duration) {
        self.client = client
        self.timeToLive = timeToLive
    }

    package var session: Int { self.client.generation }

    package func sessions() -> AsyncStream<Int> { self.client.generations() }

    package func begin(
        _ run: RunID,
        as worker: ReplicaID,
        keep: Bool,
        above floor: UInt64,
        restoring record: RunRecord?
    ) async throws(BusError) -> BeginOutcome {
        var arguments: [RedisArgument] = [
            RedisArgument(worker.description), keep ? "1" : "0", RedisArgument(floor),
            RedisArgument(milliseconds: self.timeToLive),
        ]
        if let record { arguments += RedisRunRegistry.fields(of: record) }
        let keys = [BusKeys.log(run), BusKeys.meta(run), BusKeys.edges(run)]
        let reply = try await self.client.run(RunScripts.begin, keys: keys, arguments)
        switch reply.first?.string {
        case "unknown":
            return .unknown
        case "ended":
            return .ended(RunEventType(rawValue: reply.last?.string ?? ""))
        case "begun":
            guard reply.count >= 6,
                let id = reply[1].string.flatMap({ EventID($0) }),
                let after = reply[2].string.flatMap({ EventID($0) }),
                let payload = reply[3].bytes
            else { break }
            return .begun(
                Epoch(
                    started: LogEntry(id: id, event: RunEvent(.started, payload)),
                    after: after,
                    isCancelRequested: reply[4].string == "1",
                    edges: reply[6...].compactMap { $0.string.flatMap { ReplicaID($0) } },
                    abandonedSince: reply[5].string.flatMap { Int64($0) }
                )
            )
        default:
            break
        }
        throw BusError(.malformedReply, "begin answered unreadably")
    }

    package func append(_ batches: [RunBatch], session: Int) async throws(BusError) -> [AppendOutcome] {
        let plan = AppendPlan(
            batches,
            logCap: Self.logCap,
            inboxCap: Self.inboxCap,
            timeToLive: RedisArgument(milliseconds: self.timeToLive)
        )
        guard !plan.commands.isEmpty else { return plan.outcomes(of: []) }
        return plan.outcomes(
            of: try await self.client.callKeepingErrors(
                plan.commands,
                generation: session,
                settlingFirst: plan.logCommands
            )
        )
    }

    package func tip(of run: RunID) async throws(BusError) -> EventID? {
        let reply = try await self.client.call("XREVRANGE", RedisArgument(BusKeys.log(run)), "+", "-", "COUNT", 1)
        guard let entry = reply.array?.first else { return nil }
        return try Self.entry(entry).id
    }

    package func entries(of run: RunID, after id: EventID, limit: Int) async throws(BusError) -> [LogEntry] {
        guard id < EventID(.max, .max) else { return [] }  // Redis knows no place after it
        let start = id == .zero ? "-" : "(\(id)"
        let key = RedisArgument(BusKeys.log(run))
        let reply = try await self.client.call("XRANGE", key, RedisArgument(start), "+", "COUNT", RedisArgument(limit))
        var entries: [LogEntry] = []
        for value in reply.array ?? [] { entries.append(try Self.entry(value)) }
        return entries
    }

    package func end(
        _ run: RunID,
        at epoch: UInt64,
        with event: RunEvent,
        as replica: ReplicaID
    ) async throws(BusError) -> EndOutcome {
        let reply = try await self.client.run(
            RunScripts.end,
            keys: [BusKeys.log(run), BusKeys.meta(run)],
            [
                RedisArgument(epoch), RedisArgument(replica.description), RedisArgument(event.type.rawValue),
                RedisArgument(event.payload), RedisArgument(milliseconds: self.timeToLive),
            ]
        )
        switch (reply.first?.string, reply.last?.string) {
        case ("unknown", _): return .unknown
        case ("ended", _): return .ended
        case ("moved", let epoch?): return .moved(epoch: UInt64(epoch) ?? 0)
        case ("done", let id?): if let id = EventID(id) { return .done(id) }
        default: break
        }
        throw BusError(.malformedReply, "end answered unreadably")
    }

    /// Reads one element of what XRANGE and its like answer.
    private static func entry(_ value: RedisValue) throws(BusError) -> LogEntry {
        guard let pair = value.array, pair.count == 2, let id = pair[0].string.flatMap({ EventID($0) }),
            let fields = pair[1].array
        else { throw BusError(.malformedReply, "not a log entry") }
        var type = ""
        var payload: [UInt8] = []
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            switch fields[index].string {
            case "t": type = fields[index + 1].string ?? ""
            case "d": payload = fields[index + 1].bytes ?? []
            default: break
            }
        }
        return LogEntry(id: id, event: RunEvent(RunEventType(rawValue: type), payload))
    }
}
