import Foundation

/// What a `REDIS_URL` says.
struct RedisAddress: Equatable {
    var host: String
    var port: Int
    var usesTLS = false

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads a `redis://` or `rediss://` URL; credentials, database and a cluster's further hosts are the services'
    /// business.
    init(url: String) throws {
        let url = Self.withoutFurtherHosts(url)
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            ["redis", "rediss"].contains(scheme)
        else { throw StackError.invalidRedisURL }
        let host = parts.host ?? ""
        // URLComponents keeps the brackets of an IPv6 address.
        self.host = host.isEmpty ? "localhost" : host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        self.port = parts.port ?? 6379
        self.usesTLS = scheme == "rediss"
    }

    private static func withoutFurtherHosts(_ url: String) -> String {
        guard let start = url.range(of: "://")?.upperBound, let comma = url[start...].firstIndex(of: ",") else {
            return url
        }
        let end = url[comma...].firstIndex(of: "/") ?? url.endIndex
        return String(url[..<comma] + url[end...])
    }

    /// Whether the address is this machine's own.
    var isLocal: Bool {
        self.host == "localhost" || self.host == "::1" || self.host.hasPrefix("127.")
    }

    /// Without credentials, so that it may be shown.
    var shown: String { "\(self.host):\(self.port)" }

    /// The URL of a server without credentials.
    var url: String { "redis://\(self.host.contains(":") ? "[\(self.host)]" : self.host):\(self.port)" }
}
