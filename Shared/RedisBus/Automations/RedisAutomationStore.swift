package import Bus
import FoundationEssentials
package import Messages

/// The automations as Redis hashes, with an agenda of when to look at which.
package struct RedisAutomationStore: AutomationStore {
    /// How many automations of one caller are kept, ended ones included.
    private static let kept = 500

    private let client: RedisClient
    private let timeToLive: Duration

    /// - Parameter timeToLive: How long an automation is kept after its end, and its idempotency key after its making.
    package init(client: RedisClient, timeToLive: Duration = .seconds(604_800)) {
        self.client = client
        self.timeToLive = timeToLive
    }

    package func now() async throws(BusError) -> Int64 {
        let reply = try await self.client.call("TIME").array ?? []
        guard reply.count == 2, let seconds = reply[0].int, let micros = reply[1].int else {
            throw BusError(.malformedReply, "not a time")
        }
        return Int64(seconds) * 1000 + Int64(micros) / 1000
    }

    package func add(
        _ automation: Automation,
        _ standing: AutomationStanding,
        work: AnalyseQuestion,
        binding: AutomationBinding?,
        limit: Int
    ) async throws(BusError) -> AutomationAddition {
        let item = BusKeys.automation(automation.id)
        let reply = try await self.client.run(
            AutomationScripts.add,
            keys: [
                item, BusKeys.automationAgenda, BusKeys.automations(of: automation.caller),
                BusKeys.activeAutomations(of: automation.caller),
                binding.map { BusKeys.automationBinding($0.key) } ?? item,
            ],
            [
                RedisArgument(automation.id.description), RedisArgument(try Self.encoded(automation)),
                RedisArgument(try Self.encoded(work)), RedisArgument(try Self.encoded(standing)),
                Self.wake(standing), RedisArgument(automation.created), RedisArgument(limit),
                RedisArgument(milliseconds: self.timeToLive), RedisArgument(Self.kept),
                RedisArgument(binding?.request ?? ""), RedisArgument(BusKeys.automationPrefix),
            ]
        )
        switch reply.first?.string {
        case "added": return .added(AutomationEntry(automation: automation, standing: standing, version: 1))
        case "conflict": return .conflict
        case "full": return .full
        case "known":
            guard let entry = try Self.entries(reply.dropFirst()).first else { break }
            return .known(entry)
        default: break
        }
        throw BusError(.malformedReply, "adding an automation answered unreadably")
    }

    package func entry(_ id: AutomationID) async throws(BusError) -> AutomationEntry? {
        let item = RedisArgument(BusKeys.automation(id))
        let reply = try await self.client.call("HMGET", item, "about", "standing", "version").array ?? []
        guard let about = reply.first, !about.isNull else { return nil }
        return try Self.entries(reply[...]).first
    }

    package func entries(
        of caller: Caller,
        offset: Int,
        limit: Int
    ) async throws(BusError) -> (entries: [AutomationEntry], total: Int) {
        let reply = try await self.client.run(
            AutomationScripts.page,
            keys: [BusKeys.automations(of: caller)],
            [RedisArgument(offset), RedisArgument(limit), RedisArgument(BusKeys.automationPrefix)]
        )
        guard let total = reply.first?.int else { throw BusError(.malformedReply, "not a page of automations") }
        return (try Self.entries(reply.dropFirst()), total)
    }

    package func work(of id: AutomationID) async throws(BusError) -> AnalyseQuestion? {
        let reply = try await self.client.call("HGET", RedisArgument(BusKeys.automation(id)), "work")
        return try reply.bytes.map { bytes throws(BusError) in try Self.decoded(bytes) }
    }

    package func note(
        _ standing: AutomationStanding,
        of entry: AutomationEntry
    ) async throws(BusError) -> AutomationEntry? {
        let caller = entry.automation.caller
        let reply = try await self.client.run(
            AutomationScripts.note,
            keys: [
                BusKeys.automation(entry.automation.id), BusKeys.automationAgenda, BusKeys.automations(of: caller),
                BusKeys.activeAutomations(of: caller),
            ],
            [
                RedisArgument(entry.automation.id.description), RedisArgument(entry.version),
                RedisArgument(try Self.encoded(standing)), Self.wake(standing), standing.isActive ? "1" : "0",
                RedisArgument(milliseconds: self.timeToLive),
            ]
        )
        guard reply.first?.int == 1 else { return nil }
        return AutomationEntry(automation: entry.automation, standing: standing, version: entry.version + 1)
    }

    package func agenda(limit: Int) async throws(BusError) -> AutomationAgenda {
        let reply = try await self.client.run(
            AutomationScripts.agenda,
            keys: [BusKeys.automationAgenda],
            [RedisArgument(limit), RedisArgument(BusKeys.automationPrefix)]
        )
        guard reply.count >= 2, let now = reply[0].int else { throw BusError(.malformedReply, "not an agenda") }
        return AutomationAgenda(
            now: Int64(now),
            entries: Self.readableEntries(reply.dropFirst(2)),
            next: reply[1].int.map { Int64($0) }
        )
    }

    /// Those that can be read: one that cannot, perhaps of a newer version, must not hold up the others.
    private static func readableEntries(_ values: ArraySlice<RedisValue>) -> [AutomationEntry] {
        stride(from: values.startIndex, to: values.endIndex - 2, by: 3).compactMap { index in
            (try? Self.entries(values[index..<index + 3]))?.first
        }
    }

    private static func wake(_ standing: AutomationStanding) -> RedisArgument {
        standing.wake.map { RedisArgument($0) } ?? ""
    }

    /// Reads about, standing and version of each.
    private static func entries(_ values: ArraySlice<RedisValue>) throws(BusError) -> [AutomationEntry] {
        var entries: [AutomationEntry] = []
        for index in stride(from: values.startIndex, to: values.endIndex - 2, by: 3) {
            guard let about = values[index].bytes, let standing = values[index + 1].bytes,
                let version = values[index + 2].int
            else { throw BusError(.malformedReply, "not an automation") }
            entries.append(
                AutomationEntry(
                    automation: try Self.decoded(about),
                    standing: try Self.decoded(standing),
                    version: version
                )
            )
        }
        return entries
    }

    private static func encoded(_ value: some Encodable) throws(BusError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(value))
        } catch {
            throw BusError(.malformedReply, "an automation cannot be written")
        }
    }

    private static func decoded<Value: Decodable>(_ bytes: [UInt8]) throws(BusError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw BusError(.malformedReply, "not an automation")
        }
    }
}
