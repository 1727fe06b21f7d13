extension RedisConfiguration {
    /// Whether a whole cluster is meant.
    package var isCluster: Bool {
        guard case .cluster = self.topology else { return false }
        return true
    }

    /// The nodes of a cluster that are known from the start.
    var seeds: [RedisNodeAddress] {
        guard case .cluster(let seeds) = self.topology else { return [] }
        return seeds
    }

    /// The same for one node of the cluster.
    func of(node: RedisNodeAddress) -> RedisConfiguration {
        var own = self
        own.host = node.host
        own.port = node.port
        own.topology = .clusterNode
        return own
    }
}
