package import Configuration

extension RedisConfiguration {
    /// Reads the settings from a reader scoped to `redis`; throws `invalidConfiguration` for a URL that cannot be read.
    ///
    /// - `url` (string, secret, default `redis://localhost:6379`): where the server is.
    /// - `caFile` (string, optional): a PEM file of the authorities to trust with `rediss://`.
    /// - `commandTimeoutMs` (int, default 2000): how long a reply may take.
    /// - `connectTimeoutMs` (int, default 2000): how long connecting may take.
    package init(reader: ConfigReader) throws(RedisError) {
        try self.init(url: reader.string(forKey: "url", isSecret: true, default: "redis://localhost:6379"))
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
}
