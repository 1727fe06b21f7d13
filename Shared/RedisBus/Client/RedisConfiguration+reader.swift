package import Configuration

extension RedisConfiguration {
    /// Reads the settings from a reader scoped to `redis`; throws `invalidConfiguration` for a URL that cannot be read.
    ///
    /// - `url` (string, secret, default `redis://localhost:6379`): where the server is; several hosts are a cluster.
    /// - `cluster` (bool, optional): whether it is a cluster, where the URL names one host.
    /// - `caFile` (string, optional): a PEM file of the authorities to trust with `rediss://`.
    /// - `commandTimeoutMs` (int, default 2000): how long a reply may take.
    /// - `connectTimeoutMs` (int, default 2000): how long connecting may take.
    package init(reader: ConfigReader) throws(RedisError) {
        try self.init(url: reader.string(forKey: "url", isSecret: true, default: "redis://localhost:6379"))
        if let text = reader.string(forKey: "cluster") {
            guard let isCluster = Self.truth(of: text) else {
                throw RedisError(.invalidConfiguration, "REDIS_CLUSTER is neither true nor false")
            }
            try self.setCluster(isCluster)
        }
        if let file = reader.string(forKey: "caFile") {
            guard self.tls != nil else {
                throw RedisError(.invalidConfiguration, "A file of authorities needs a Redis URL with rediss://")
            }
            self.tls = TLS(authorityFile: file)
        }
        self.commandTimeout = .milliseconds(reader.int(forKey: "commandTimeoutMs", default: 2_000))
        self.connectTimeout = .milliseconds(reader.int(forKey: "connectTimeoutMs", default: 2_000))
        guard self.commandTimeout > .zero, self.connectTimeout > .zero else {
            throw RedisError(.invalidConfiguration, "A timeout of Redis is not positive")
        }
    }

    private mutating func setCluster(_ isCluster: Bool) throws(RedisError) {
        guard isCluster != self.isCluster else { return }
        guard isCluster else {
            throw RedisError(.invalidConfiguration, "REDIS_CLUSTER is false, but the Redis URL names several hosts")
        }
        guard self.database == 0 else {
            throw RedisError(.invalidConfiguration, "A Redis cluster has no database but 0")
        }
        self.topology = .cluster(seeds: [RedisNodeAddress(host: self.host, port: self.port)])
    }

    private static func truth(of text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "1", "yes": true
        case "false", "0", "no": false
        default: nil
        }
    }
}
