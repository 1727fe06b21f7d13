import DWPGateway
import HTTPFetch
import Logging

/// All tools that there are: those built in, those of the catalogue, and those of its MCP servers.
struct ToolSupply: Sendable {
    private let tools: [any Tool]
    private let servers: [MCPServer]

    init(
        catalogue: ToolCatalogue,
        gateway: DWPConfiguration,
        http: any HTTPFetching,
        documents: any DocumentSearching,
        logger: Logger
    ) {
        // Nobody's tools run by more right than their own.
        var gateway = gateway
        gateway.serviceToken = nil
        let dwp = ToolGateway(configuration: gateway, http: http)
        self.tools =
            [SearchDocumentsTool(documents: documents), ListMyTasksTool(gateway: dwp)]
            + catalogue.tools.map { GatewayTool($0, gateway: dwp) }
        self.servers = catalogue.servers.map { server in
            MCPServer(server, client: MCPClient(server, http: http), logger: logger)
        }
    }

    /// The tools for a caller with such permissions. Asks MCP servers for theirs where that was long ago, for three seconds
    /// at most.
    func box(for permissions: Set<String>) async -> ToolBox {
        let isAllowed = { @Sendable (permission: String?) in permission.map { permissions.contains($0) } ?? true }
        let servers = self.servers.filter { isAllowed($0.settings.permission) }
        let listed = await withTaskGroup(of: [MCPTool].self) { group in
            for server in servers { group.addTask { await server.tools() } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return ToolBox(self.tools.filter { isAllowed($0.permission) } + listed)
    }
}
