import FoundationEssentials

extension RedisConfiguration {
    /// Reads `redis://` or `rediss://user:password@host:port/database`; user and password are percent-encoded. Several
    /// `host:port` with commas between are nodes of a cluster.
    ///
    /// Throws `invalidConfiguration` without repeating the URL, which may hold a password.
    package init(url: String) throws(RedisError) {
        let (url, others) = Self.split(url)
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
        guard !others.isEmpty else { return }
        guard database == 0 else {
            throw RedisError(.invalidConfiguration, "A Redis cluster has no database but 0")
        }
        var seeds = [RedisNodeAddress(host: host, port: self.port)]
        for other in others {
            let node = try RedisConfiguration(url: "redis://\(other)")
            guard node.password == nil, node.database == 0, !other.contains("/") else {
                throw RedisError(.invalidConfiguration, "The Redis URL has more than host and port for a further node")
            }
            seeds.append(RedisNodeAddress(host: node.host, port: node.port))
        }
        self.topology = .cluster(seeds: seeds)
    }

    /// Takes the further hosts out of a URL; user and password hold no comma, for they are percent-encoded.
    private static func split(_ url: String) -> (url: String, others: [Substring]) {
        guard let start = url.firstRange(of: "://")?.upperBound else { return (url, []) }
        let end = url[start...].firstIndex(of: "/") ?? url.endIndex
        let authority = url[start..<end]
        let hosts = authority.lastIndex(of: "@").map { url.index(after: $0) } ?? start
        let others = url[hosts..<end].split(separator: ",", omittingEmptySubsequences: false)
        guard others.count > 1 else { return (url, []) }
        return ("\(url[..<hosts])\(others[0])\(url[end...])", Array(others.dropFirst()))
    }
}
