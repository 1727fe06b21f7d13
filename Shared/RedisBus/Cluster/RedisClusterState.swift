/// Which nodes a client of a cluster has to do with, and which of them serves which slot.
struct RedisClusterState<Node> {
    struct Change {
        /// Nodes that are to be connected to.
        var joined: [Node] = []
        /// Nodes that are to be left.
        var left: [Node] = []
    }

    /// How long a node is kept that a redirection named, but the cluster's map does not.
    static var visit: Duration { .seconds(60) }

    private(set) var map = RedisSlotMap()
    private(set) var nodes: [RedisNodeAddress: Node] = [:]
    private(set) var isShutDown = false
    var watchers = GenerationWatchers()
    private var visitors: [RedisNodeAddress: ContinuousClock.Instant] = [:]
    private var pastGenerations = 0
    private let make: (RedisNodeAddress) -> Node
    private let connections: (Node) -> Int
    private let isConnected: (Node) -> Bool
    private var toldGeneration = 0

    /// - Parameters:
    ///   - make: Makes what talks to a node.
    ///   - connections: How many connections to the node have been made so far.
    ///   - isConnected: Whether the node can be talked to now.
    init(
        make: @escaping @Sendable (RedisNodeAddress) -> Node,
        connections: @escaping @Sendable (Node) -> Int,
        isConnected: @escaping @Sendable (Node) -> Bool
    ) {
        self.make = make
        self.connections = connections
        self.isConnected = isConnected
    }

    /// Whether every slot has an owner that is connected.
    var isWhole: Bool {
        self.map.isComplete && self.map.masters.allSatisfy { self.nodes[$0].map(self.isConnected) == true }
    }

    /// The masters that are connected, in the order of their slots.
    var connectedMasters: [RedisNodeAddress] {
        self.map.masters.filter { self.nodes[$0].map(self.isConnected) == true }
    }

    /// The generation that watchers are to be told, once each; nil where they know it, or the cluster is not whole.
    mutating func takeNews() -> Int? {
        let generation = self.generation
        guard self.isWhole, generation != self.toldGeneration else { return nil }
        self.toldGeneration = generation
        return generation
    }

    /// Grows with each connection to any node, and with each node that begins to serve: after either, a log may have lost
    /// its end.
    ///
    /// A node that becomes a master may have been connected before, so that the connections alone would not tell.
    var generation: Int { self.nodes.values.reduce(self.pastGenerations) { $0 + self.connections($1) } }

    /// Takes over a view of the cluster.
    mutating func apply(_ map: RedisSlotMap, now: ContinuousClock.Instant) -> Change {
        var change = Change()
        guard !self.isShutDown else { return change }
        for address in map.masters { self.serve(address, &change) }
        self.map = map
        self.visitors = self.visitors.filter { now - $0.value < Self.visit }
        for (address, node) in self.nodes where !map.masters.contains(address) && self.visitors[address] == nil {
            self.pastGenerations += self.connections(node)
            self.nodes[address] = nil
            change.left.append(node)
        }
        return change
    }

    /// Takes in what a redirection says.
    mutating func follow(_ redirect: RedisRedirect, now: ContinuousClock.Instant) -> Change {
        var change = Change()
        guard !self.isShutDown else { return change }
        switch redirect {
        case .moved(let slot, let address):
            self.visitors[address] = now
            self.serve(address, &change)
            self.map.assign(slot, to: address)
        case .ask(let address):
            self.visitors[address] = now
            self.join(address, &change)
        case .tryAgain:
            break
        }
        return change
    }

    /// Ends for good; returns the nodes that are to be left.
    mutating func shutDown() -> [Node] {
        defer { self.isShutDown = true }
        return self.isShutDown ? [] : Array(self.nodes.values)
    }

    private mutating func serve(_ address: RedisNodeAddress, _ change: inout Change) {
        if !self.map.masters.contains(address) { self.pastGenerations += 1 }
        self.join(address, &change)
    }

    private mutating func join(_ address: RedisNodeAddress, _ change: inout Change) {
        guard self.nodes[address] == nil else { return }
        let node = self.make(address)
        self.nodes[address] = node
        change.joined.append(node)
    }
}
