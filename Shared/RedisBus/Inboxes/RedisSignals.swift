package import Bus
package import Messages

/// Signals to any replica, as entries of its inbox.
package struct RedisSignals: WorkerSignals, EdgeSignals {
    private let client: RedisClient

    package init(client: RedisClient) {
        self.client = client
    }

    package func send(_ signal: WorkerSignal, to worker: ReplicaID) async throws(BusError) -> Bool {
        let (name, run, edge): (RedisArgument, RunID, ReplicaID?) =
            switch signal {
            case .cancel(let run): ("cancel", run, nil)
            case .join(let run, let edge): ("join", run, edge)
            case .leave(let run, let edge): ("leave", run, edge)
            case .task(let run): ("task", run, nil)
            }
        var fields: [RedisArgument] = ["s", name, "run", RedisArgument(run.description)]
        if let edge { fields += ["edge", RedisArgument(edge.description)] }
        return try await self.push(fields, to: BusKeys.workerInbox(worker))
    }

    package func look(at run: RunID, edge: ReplicaID) async throws(BusError) -> Bool {
        let fields: [RedisArgument] = [RedisArgument(InboxRecord.look), RedisArgument(run.description)]
        return try await self.push(fields, to: BusKeys.edgeInbox(edge))
    }

    /// Reads an entry of a worker's inbox; nil where it is nothing that this version knows.
    static func signal(of fields: RedisInbox.Fields) -> WorkerSignal? {
        func value(_ name: String) -> String? {
            fields.first { $0.name.elementsEqual(name.utf8) }.map { String(decoding: $0.value, as: UTF8.self) }
        }
        guard let run = value("run").flatMap({ RunID($0) }) else { return nil }
        let edge = value("edge").flatMap { ReplicaID($0) }
        switch (value("s"), edge) {
        case ("cancel", _): return .cancel(run)
        case ("join", let edge?): return .join(run, edge)
        case ("leave", let edge?): return .leave(run, edge)
        case ("task", _): return .task(run)
        default: return nil
        }
    }

    private func push(_ fields: [RedisArgument], to key: String) async throws(BusError) -> Bool {
        let head: [RedisArgument] = [RedisArgument(key), "NOMKSTREAM", "MAXLEN", "~", 20_000, "*"]
        return try await self.client.call([RedisCommand("XADD", head + fields)])[0] != .null
    }
}
