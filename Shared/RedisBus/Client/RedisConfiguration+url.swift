import FoundationEssentials

extension RedisConfiguration {
    /// Reads `redis://` or `rediss://user:password@host:port/database`; user and password are percent-encoded.
    ///
    /// Throws `invalidConfiguration` without repeating the URL, which may hold a password.
    package init(url: String) throws(RedisError) {
        guard let parts = URLComponents(string: url, encodingInvalidCharacters: false) else {
            throw RedisError(.invalidConfiguration, "The Redis URL is no valid URL (is the password percent-encoded?)")
        }
        let tls: TLS? =
            switch parts.scheme?.lowercased() {
            case "redis": nil
            case "rediss": TLS()
            default: throw RedisError(.invalidConfiguration, "The Redis URL begins with neither redis:// nor rediss://")
            }
        guard var host = parts.host, !host.isEmpty else {
            throw RedisError(.invalidConfiguration, "The Redis URL has no host")
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        }
        guard (1...65_535).contains(parts.port ?? 6379) else {
            throw RedisError(.invalidConfiguration, "The Redis URL's port is out of range")
        }
        let path = parts.path.drop { $0 == "/" }
        guard let database = path.isEmpty ? 0 : Int(path), database >= 0 else {
            throw RedisError(.invalidConfiguration, "The Redis URL's path is no database number")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw RedisError(.invalidConfiguration, "The Redis URL has a query or a fragment, which mean nothing here")
        }
        self.init(
            host: host,
            port: parts.port ?? 6379,
            user: parts.user.flatMap { $0.isEmpty ? nil : $0 },
            password: parts.password.flatMap { $0.isEmpty ? nil : $0 },
            database: database,
            tls: tls
        )
        guard self.user == nil || self.password != nil else {
            throw RedisError(.invalidConfiguration, "The Redis URL names a user without a password")
        }
    }
}
