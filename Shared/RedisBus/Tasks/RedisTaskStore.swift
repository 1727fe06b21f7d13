package import Bus
import FoundationEssentials
package import Messages

/// The tasks' state as Redis hashes: a field for each wish, and one for the standing.
package struct RedisTaskStore: TaskStore {
    private let client: RedisClient
    private let timeToLive: Duration

    /// - Parameter timeToLive: How long a task's state is kept after the latest wish, note or lock.
    package init(client: RedisClient, timeToLive: Duration) {
        self.client = client
        self.timeToLive = timeToLive
    }

    package func add(_ wish: TaskWish, to run: RunID) async throws(BusError) -> TaskState {
        let fields: [RedisArgument] =
            switch wish {
            case .create(let create): ["first", "create", RedisArgument(try Self.encoded(create))]
            case .start: ["first", "start", "1"]
            case .progress(let report):
                [
                    "highest", "progress", RedisArgument(report.progress),
                    "description", RedisArgument(report.description),
                ]
            case .end(let end): ["first", "end", RedisArgument(try Self.encoded(end))]
            }
        let reply = try await self.client.run(
            TaskScripts.add,
            keys: [BusKeys.taskState(run)],
            [RedisArgument(milliseconds: self.timeToLive)] + fields
        )
        return try Self.state(reply)
    }

    package func lock(
        _ run: RunID,
        token: String,
        for duration: Duration
    ) async throws(BusError) -> (state: TaskState, isTaken: Bool) {
        let reply = try await self.client.run(
            TaskScripts.lock,
            keys: [BusKeys.taskState(run), BusKeys.taskLock(run)],
            [
                RedisArgument(milliseconds: self.timeToLive), RedisArgument(token),
                RedisArgument(milliseconds: duration),
            ]
        )
        guard reply.count == 2, let fields = reply[1].array else {
            throw BusError(.malformedReply, "the lock answered unreadably")
        }
        return (try Self.state(fields), reply[0].int == 1)
    }

    package func note(
        _ standing: TaskStanding,
        of run: RunID,
        token: String,
        for duration: Duration
    ) async throws(BusError) -> TaskState? {
        let reply = try await self.client.run(
            TaskScripts.note,
            keys: [BusKeys.taskState(run), BusKeys.taskLock(run)],
            [
                RedisArgument(milliseconds: self.timeToLive), RedisArgument(token),
                RedisArgument(milliseconds: duration), RedisArgument(try Self.encoded(standing)),
                standing.phase == .ended ? "ended" : "open",
            ]
        )
        guard reply.count == 2, let fields = reply[1].array else { return nil }
        return try Self.state(fields)
    }

    package func unlock(_ run: RunID, token: String) async throws(BusError) {
        _ = try await self.client.run(TaskScripts.unlock, keys: [BusKeys.taskLock(run)], [RedisArgument(token)])
    }

    package func own(_ taskId: String, by run: RunID) async throws(BusError) -> RunID {
        let name = RedisArgument(BusKeys.taskOwner(taskId))
        let ttl = RedisArgument(milliseconds: self.timeToLive)
        // GET tells what stood there before; with NX the new value is set only if that was nothing.
        let reply = try await self.client.call("SET", name, RedisArgument(run.description), "NX", "GET", "PX", ttl)
        if reply == .null { return run }
        guard let owner = reply.string.flatMap({ RunID($0) }) else {
            throw BusError(.malformedReply, "not a task's owner")
        }
        return owner
    }

    private static func state(_ values: [RedisValue]) throws(BusError) -> TaskState {
        var fields: [String: [UInt8]] = [:]
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            if let name = values[index].string { fields[name] = values[index + 1].bytes }
        }
        func text(_ name: String) -> String? { fields[name].map { String(decoding: $0, as: UTF8.self) } }
        var state = TaskState()
        state.wishes.create = try fields["create"].map { bytes throws(BusError) in try Self.decoded(bytes) }
        state.wishes.isStarted = fields["start"] != nil
        if let progress = text("progress").flatMap({ Int($0) }) {
            state.wishes.progress = ReportProgress(progress: progress, description: text("description") ?? "")
        }
        state.wishes.end = try fields["end"].map { bytes throws(BusError) in try Self.decoded(bytes) }
        if let standing = fields["standing"] { state.standing = try Self.decoded(standing) }
        return state
    }

    private static func encoded(_ value: some Encodable) throws(BusError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(value))
        } catch {
            throw BusError(.malformedReply, "a task's state cannot be written")
        }
    }

    private static func decoded<Value: Decodable>(_ bytes: [UInt8]) throws(BusError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw BusError(.malformedReply, "not a task's state")
        }
    }
}
