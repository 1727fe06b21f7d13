/// What a scripted server has seen so far.
package struct ScriptedServerCounts: Sendable, Equatable {
    /// Connections accepted since the start.
    package var connections: Int
    package var openConnections: Int
    /// Requests read whole since the start.
    package var requests: Int

    package init(connections: Int = 0, openConnections: Int = 0, requests: Int = 0) {
        self.connections = connections
        self.openConnections = openConnections
        self.requests = requests
    }
}
