/// Where the server is, who we are to it, and how long we wait.
package struct RedisConfiguration: Sendable {
    /// How an encrypted connection proves that the server is the one meant.
    package struct TLS: Sendable, Hashable {
        /// A PEM file with the authorities to trust instead of the system's.
        package var authorityFile: String?

        package init(authorityFile: String? = nil) {
            self.authorityFile = authorityFile
        }
    }

    /// What stands at the address.
    package enum Topology: Sendable, Hashable {
        case single
        /// A cluster, whose nodes are asked for the others.
        case cluster(seeds: [RedisNodeAddress])
        /// One node of a cluster, by itself.
        case clusterNode
    }

    /// A name or an IP address, IPv6 without brackets.
    package var host: String
    package var port: Int
    /// The ACL user; nil for the default one.
    package var user: String?
    package var password: String?
    package var database: Int
    /// Nil for an unencrypted connection.
    package var tls: TLS?
    package var topology = Topology.single

    /// From handing a command in until its reply; then the connection is closed.
    package var commandTimeout = Duration.seconds(2)
    /// For TCP; the handshake after it has one `commandTimeout`.
    package var connectTimeout = Duration.seconds(2)
    /// The longest wait before the second attempt; it doubles with each failure.
    package var initialBackoff = Duration.milliseconds(50)
    package var maximumBackoff = Duration.seconds(2)
    /// After this silence a subscription asks whether the server is still there.
    package var subscriptionPing = Duration.seconds(10)
    /// Commands of one connection that may wait for replies.
    package var maximumPendingCommands = 100_000
    /// Bytes of the commands that may wait for replies.
    package var maximumPendingBytes = 256 * 1024 * 1024
    /// What `CLIENT LIST` shows to the operator; no spaces.
    package var clientName = "aura"

    package init(
        host: String = "localhost",
        port: Int = 6379,
        user: String? = nil,
        password: String? = nil,
        database: Int = 0,
        tls: TLS? = nil
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.database = database
        self.tls = tls
    }
}

extension RedisConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The address without user and password, fit for logs.
    package var description: String {
        let own = RedisNodeAddress(host: self.host, port: self.port)
        let addresses = (self.isCluster ? self.seeds : [own]).map(\.description).joined(separator: ",")
        return "\(self.tls == nil ? "redis" : "rediss")://\(addresses)/\(self.database)"
    }

    package var debugDescription: String { self.description }

    package var customMirror: Mirror { Mirror(self, children: ["address": self.description]) }
}
