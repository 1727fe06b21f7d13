/// Where one node of a cluster listens.
package struct RedisNodeAddress: Sendable, Hashable {
    /// A name or an IP address, IPv6 without brackets.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port` as a redirection names it; a node that does not know its own name is where the answer came from.
    init?(redirection text: Substring, from host: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        self.init(host: Self.known(String(text[..<colon])) ?? host, port: port)
    }

    /// A host as a node announces it; nil where it does not know it.
    static func known(_ host: String?) -> String? {
        guard let host, !host.isEmpty, host != "?" else { return nil }
        return host
    }
}

extension RedisNodeAddress: CustomStringConvertible {
    package var description: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }
}
