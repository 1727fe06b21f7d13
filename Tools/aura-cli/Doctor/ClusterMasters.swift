import RedisBus

/// Who has the keys of a cluster.
enum ClusterMasters {
    /// Reads the reply to `CLUSTER SLOTS`: each master once; nil where one of them does not know its own address.
    static func addresses(in reply: RedisValue) -> [RedisNodeAddress]? {
        guard let ranges = reply.array, !ranges.isEmpty else { return nil }
        var addresses: [RedisNodeAddress] = []
        for range in ranges {
            guard let parts = range.array, parts.count >= 3, let master = parts[2].array, master.count >= 2,
                let host = master[0].string, !host.isEmpty, host != "?", let port = master[1].int
            else { return nil }
            let address = RedisNodeAddress(host: host, port: port)
            if !addresses.contains(address) { addresses.append(address) }
        }
        return addresses
    }
}
