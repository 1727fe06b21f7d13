import Logging
import Synchronization

/// One MCP server and its tools as they were listed last.
final class MCPServer: Sendable {
    private struct State {
        var listing: MCPListingState
        var tools: [MCPTool] = []
        /// What was last told to the log, so that it is told once.
        var told: String?
    }

    /// How long listing may take: a run waits for it.
    private static let patience = Duration.seconds(3)

    let settings: MCPServerSettings
    private let client: MCPClient
    private let logger: Logger
    private let state: Mutex<State>

    init(
        _ settings: MCPServerSettings,
        client: MCPClient,
        listing: MCPListingState = MCPListingState(),
        logger: Logger
    ) {
        self.settings = settings
        self.client = client
        self.logger = logger
        self.state = Mutex(State(listing: listing))
    }

    /// The server's tools; none while it does not answer.
    func tools() async -> [MCPTool] {
        let (isDue, known) = self.state.withLock { ($0.listing.begin(at: .now), $0.tools) }
        guard isDue else { return known }
        do throws(MCPFailure) {
            let tools = self.usable(try await self.client.tools(by: .now + Self.patience))
            return self.state.withLock { state in
                state.listing.succeeded(at: .now)
                state.tools = tools.usable
                self.tell(tools.problem, &state)
                return tools.usable
            }
        } catch {
            guard !Task.isCancelled else {
                // It says nothing of the server.
                self.state.withLock { $0.listing.abandoned(at: .now) }
                return known
            }
            self.state.withLock { state in
                state.listing.failed(at: .now)
                state.tools = []
                self.tell("does not list its tools: \(error.message)", &state)
            }
            return []
        }
    }

    /// The tools that can be offered, and what is wrong with the others.
    private func usable(_ listings: [MCPToolListing]) -> (usable: [MCPTool], problem: String?) {
        var tools: [MCPTool] = []
        var problems: [String] = []
        for listing in listings {
            do throws(JSONSchemaError) {
                tools.append(try MCPTool(listing, of: self.settings, client: self.client))
            } catch {
                problems.append("\(listing.name.prefix(64)): \(error)")
            }
        }
        return (tools, problems.isEmpty ? nil : "has tools that cannot be used: \(problems.joined(separator: "; "))")
    }

    private func tell(_ problem: String?, _ state: inout State) {
        guard problem != state.told else { return }
        state.told = problem
        var metadata: Logger.Metadata = ["server": "\(self.settings.name)"]
        if let problem {
            metadata["problem"] = "\(problem)"
            self.logger.warning("An MCP server costs its tools", metadata: metadata)
        } else {
            self.logger.info("An MCP server's tools are back", metadata: metadata)
        }
    }
}
