package import Bus
package import Messages

/// A ledger in Redis: a hash for each tenant and day.
package struct RedisUsageLedger: UsageLedger {
    /// How long a repeat of an entry is known for one.
    private static let memory = Duration.seconds(172_800)

    private let client: RedisClient
    private let timeToLive: Duration

    /// - Parameter timeToLive: How long a day is kept after its latest entry.
    package init(client: RedisClient, timeToLive: Duration) {
        self.client = client
        self.timeToLive = timeToLive
    }

    package func record(_ entries: [UsageEntry]) async throws(BusError) -> [Bool] {
        var areNew: [Bool] = []
        for entry in entries { areNew.append(try await self.record(entry)) }
        return areNew
    }

    private func record(_ entry: UsageEntry) async throws(BusError) -> Bool {
        let tenant = entry.caller.tenant
        let reply = try await self.client.run(
            UsageScripts.record,
            keys: [
                BusKeys.usage(of: tenant, on: entry.day.description),
                BusKeys.usageModels(of: tenant, on: entry.day.description),
                BusKeys.usageEntry(entry.id.description, of: tenant),
            ],
            [
                RedisArgument(milliseconds: Self.memory), RedisArgument(milliseconds: self.timeToLive),
                RedisArgument(entry.caller.user.description), RedisArgument(entry.model),
                RedisArgument((entry.isEstimated ? Kind.estimated : .exact).rawValue),
                RedisArgument(entry.promptTokens), RedisArgument(entry.completionTokens),
                RedisArgument(UsageLimits.models), RedisArgument(UsageLimits.otherModel),
            ]
        )
        return reply.first?.int == 1
    }

    package func usage(
        of tenant: TenantID,
        on days: ClosedRange<UsageDay>,
        by user: UserID?
    ) async throws(BusError) -> [UsageRow] {
        var rows: [UsageRow] = []
        // One day at a time: a large tenant's days together would hold Redis up.
        for number in days.lowerBound.number...days.upperBound.number {
            let day = UsageDay(number: number)
            let fields =
                if let user {
                    try await self.fields(of: user, tenant, day)
                } else {
                    try await self.fields(of: tenant, day)
                }
            rows += Self.rows(of: day, fields)
        }
        return rows.ordered()
    }

    package func total(of tenant: TenantID, on day: UsageDay) async throws(BusError) -> Int {
        let key = RedisArgument(BusKeys.usage(of: tenant, on: day.description))
        return try await self.client.call("HGET", key, "total").int ?? 0
    }

    private enum Kind: String, CaseIterable {
        case exact, estimated
    }

    private enum Counter: String, CaseIterable {
        case prompt, completion, requests
    }

    private static let separator: Character = "\u{1F}"

    /// All of a day.
    private func fields(of tenant: TenantID, _ day: UsageDay) async throws(BusError) -> [(name: String, value: Int)] {
        let key = RedisArgument(BusKeys.usage(of: tenant, on: day.description))
        let values = try await self.client.call("HGETALL", key).array ?? []
        return stride(from: 0, to: values.count - 1, by: 2).compactMap { index in
            guard let name = values[index].string, let value = values[index + 1].int else { return nil }
            return (name, value)
        }
    }

    /// One user's of a day: the day's hash may hold those of thousands.
    private func fields(
        of user: UserID,
        _ tenant: TenantID,
        _ day: UsageDay
    ) async throws(BusError) -> [(name: String, value: Int)] {
        let key = RedisArgument(BusKeys.usage(of: tenant, on: day.description))
        let models = try await self.client.call(
            "SMEMBERS",
            RedisArgument(BusKeys.usageModels(of: tenant, on: day.description))
        )
        let names = (models.array ?? []).compactMap(\.string).flatMap { model in
            Kind.allCases.flatMap { kind in
                Counter.allCases.map { counter in
                    [user.description, model, kind.rawValue, counter.rawValue]
                        .joined(separator: String(Self.separator))
                }
            }
        }
        guard !names.isEmpty else { return [] }
        let values = try await self.client.call([RedisCommand("HMGET", [key] + names.map { RedisArgument($0) })])[0]
        return zip(names, values.array ?? []).compactMap { name, value in value.int.map { (name, $0) } }
    }

    private static func rows(of day: UsageDay, _ fields: [(name: String, value: Int)]) -> [UsageRow] {
        struct Place: Hashable {
            var user: UserID
            var model: String
        }

        var rows: [Place: UsageRow] = [:]
        for (name, value) in fields {
            let parts = name.split(separator: self.separator, omittingEmptySubsequences: false)
            guard parts.count == 4, let user = UserID(parts[0]), let kind = Kind(rawValue: String(parts[2])),
                let counter = Counter(rawValue: String(parts[3]))
            else { continue }
            let place = Place(user: user, model: String(parts[1]))
            var count = UsageCount()
            switch counter {
            case .prompt: count.promptTokens = value
            case .completion: count.completionTokens = value
            case .requests: count.requests = value
            }
            var row = rows[place] ?? UsageRow(day: day, user: user, model: place.model)
            switch kind {
            case .exact: row.exact = row.exact + count
            case .estimated: row.estimated = row.estimated + count
            }
            rows[place] = row
        }
        return Array(rows.values)
    }
}
