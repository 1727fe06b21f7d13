package import Bus
import Messages

/// The commands that write batches of events, and what their replies mean. The logs come before the inboxes; several
/// events of one run are one MULTI, so that running out of memory leaves no hole.
package struct AppendPlan {
    private enum Part {
        case log(batch: Int)
        case inTransaction(batch: Int)
        case transaction(batch: Int, count: Int)
        case inbox(ReplicaID)
        case other
    }

    /// Bytes of payload up to which an event itself is pushed to the edges.
    static let inlineLimit = 8192

    package private(set) var commands: [RedisCommand] = []
    /// How many of the commands are for the logs. An edge that is told to look at one must find there what it is told of.
    private(set) var logCommands = 0
    private var parts: [Part] = []
    private let batches: [RunBatch]

    package init(_ batches: [RunBatch], logCap: RedisArgument, inboxCap: RedisArgument, timeToLive: RedisArgument) {
        self.batches = batches
        for (index, batch) in batches.enumerated() where !batch.entries.isEmpty {
            let key = RedisArgument(BusKeys.log(batch.run))
            let isOne = batch.entries.count == 1
            if !isOne { self.add(RedisCommand("MULTI"), .inTransaction(batch: index)) }
            for entry in batch.entries {
                let command = RedisCommand(
                    "XADD",
                    key,
                    "NOMKSTREAM",
                    "MAXLEN",
                    "~",
                    logCap,
                    RedisArgument(entry.id.description),
                    "t",
                    RedisArgument(entry.event.type.rawValue),
                    "d",
                    RedisArgument(entry.event.payload)
                )
                self.add(command, isOne ? .log(batch: index) : .inTransaction(batch: index))
            }
            if !isOne { self.add(RedisCommand("EXEC"), .transaction(batch: index, count: batch.entries.count)) }
            if batch.entries.last?.event.type.isTerminal == true {
                self.add(RedisCommand("PEXPIRE", key, timeToLive), .other)
                self.add(RedisCommand("PEXPIRE", RedisArgument(BusKeys.meta(batch.run)), timeToLive), .other)
            }
        }
        self.logCommands = self.commands.count
        for (edge, fields) in Self.mail(of: batches) {
            let key = RedisArgument(BusKeys.edgeInbox(edge))
            let head: [RedisArgument] = [key, "NOMKSTREAM", "MAXLEN", "~", inboxCap, "*"]
            self.add(RedisCommand("XADD", head + fields), .inbox(edge))
        }
    }

    /// Reads the replies; one outcome a batch.
    func outcomes(of replies: [RedisValue]) -> [AppendOutcome] {
        var results = [AppendOutcome.Result](repeating: .written, count: self.batches.count)
        var gone: Set<ReplicaID> = []
        for (part, reply) in zip(self.parts, replies) {
            switch part {
            case .log(let batch): results[batch] = Self.result(of: reply)
            case .transaction(let batch, let count): results[batch] = Self.result(ofTransaction: reply, count: count)
            case .inbox(let edge): if reply == .null { gone.insert(edge) }
            case .inTransaction, .other: break
            }
        }
        return zip(self.batches, results).map { batch, result in
            AppendOutcome(result, goneEdges: batch.edges.filter(gone.contains))
        }
    }

    private mutating func add(_ command: RedisCommand, _ part: Part) {
        self.commands.append(command)
        self.parts.append(part)
    }

    /// What each edge gets: a field a record, named for run, place and type, with the payload as its value.
    private static func mail(of batches: [RunBatch]) -> [(ReplicaID, [RedisArgument])] {
        var mail: [(edge: ReplicaID, fields: [RedisArgument])] = []
        var places: [ReplicaID: Int] = [:]
        for batch in batches where !batch.edges.isEmpty {
            let fields = Self.fields(of: batch)
            guard !fields.isEmpty else { continue }
            for edge in batch.edges {
                if let place = places[edge] {
                    mail[place].fields += fields
                } else {
                    places[edge] = mail.count
                    mail.append((edge, fields))
                }
            }
        }
        return mail
    }

    private static func fields(of batch: RunBatch) -> [RedisArgument] {
        var fields: [RedisArgument] = []
        fields.reserveCapacity(2 * (batch.announced.count + batch.entries.count))
        for entries in [batch.announced, batch.entries] {
            for entry in entries {
                // The inbox is trimmed by count, so what is long is read from the log.
                let isShort = entry.event.payload.count <= Self.inlineLimit
                fields.append(RedisArgument(isShort ? InboxRecord.name(of: entry, in: batch.run) : InboxRecord.look))
                fields.append(isShort ? RedisArgument(entry.event.payload) : RedisArgument(batch.run.description))
            }
        }
        return fields
    }

    private static func result(of reply: RedisValue) -> AppendOutcome.Result {
        switch reply {
        case .null: .missing
        case .error(let error) where error.prefix == "ERR": .refused
        case .error: .full  // OOM, NOREPLICAS, READONLY, MISCONF, …: a store that takes no writes now
        default: .written
        }
    }

    private static func result(ofTransaction reply: RedisValue, count: Int) -> AppendOutcome.Result {
        guard let replies = reply.array, replies.count == count else {
            // EXECABORT: a command was refused when it was queued, as by a store that takes no writes now.
            return .full
        }
        return replies.lazy.map { Self.result(of: $0) }.first { $0 != .written } ?? .written
    }
}
