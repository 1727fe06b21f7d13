/// What Redis tells of itself in `INFO`, which also servers tell whose `CONFIG` is locked.
struct RedisFacts: Equatable {
    private let fields: [String: String]

    init(info: String) {
        let pairs = info.split(whereSeparator: \.isNewline).compactMap { line -> (String, String)? in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !line.hasPrefix("#") else { return nil }
            return (String(parts[0]), String(parts[1]))
        }
        self.fields = Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// - Parameter address: Where it is, without credentials.
    func diagnoses(at address: String) -> [Diagnosis] {
        [self.version(address), self.policy, self.persistence] + [self.role, self.memory].compactMap(\.self)
    }

    private func version(_ address: String) -> Diagnosis {
        let version = self.fields["redis_version"] ?? ""
        guard let major = Int(version.prefix { $0 != "." }) else {
            return .warn("redis", "\(address) does not tell its version", "Redis 7.0 or newer is needed")
        }
        guard major >= 7 else {
            return .fail("redis", "\(version) at \(address) is too old", "install Redis 7.0 or newer")
        }
        return .ok("redis", "\(version) at \(address)")
    }

    private var policy: Diagnosis {
        let check = "redis-policy"
        let advice = "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf"
        guard let policy = self.fields["maxmemory_policy"] else {
            return .warn(check, "Redis does not tell its maxmemory-policy", advice)
        }
        guard policy == "noeviction" else {
            return .fail(check, "maxmemory-policy is \(policy), which throws commands and answers away", advice)
        }
        return .ok(check, "maxmemory-policy is noeviction")
    }

    private var persistence: Diagnosis {
        let check = "redis-aof"
        switch (self.fields["aof_enabled"], self.fields["aof_last_write_status"]) {
        case ("1", let status?) where status != "ok":
            return .fail(check, "the last write to the AOF failed", "look at Redis's log and disk")
        case ("1", _):
            return .ok(check, "appendonly is on")
        default:
            return .warn(
                check,
                "appendonly is off: a restart of Redis loses commands, events and answers",
                "CONFIG SET appendonly yes, and the same in redis.conf"
            )
        }
    }

    private var role: Diagnosis? {
        guard let role = self.fields["role"], role != "master" else { return nil }
        return .fail("redis-role", "this Redis is a \(role) and takes no writes", "point REDIS_URL to the master")
    }

    private var memory: Diagnosis? {
        guard let limit = self.fields["maxmemory"].flatMap({ Double($0) }), limit > 0,
            let used = self.fields["used_memory"].flatMap({ Double($0) })
        else { return nil }
        let percent = Int(used / limit * 100)
        guard percent < 80 else {
            return .warn(
                "redis-memory",
                "\(percent) % of maxmemory are used",
                "give Redis more memory before it is full"
            )
        }
        return .ok("redis-memory", "\(percent) % of maxmemory are used")
    }
}
