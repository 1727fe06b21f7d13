import ArgumentParser
import Messages

/// Searches the documents of a tenant.
struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Searches the tenant's documents.")

    @Argument(help: "What to search for; several words are joined.")
    var query: [String]

    @Option(name: .shortAndLong, help: "How many results at most.")
    var limit = 10

    @Option(help: "Only documents of this type: mail or approval.")
    var type: String?

    @Option(help: "Only documents since then: 2026-01-31, or a time by ISO 8601.")
    var since: String?

    @OptionGroup var output: JSONOption
    @OptionGroup var edge: EdgeOptions

    func validate() throws {
        guard SearchDocuments.limits.contains(self.limit) else {
            throw ValidationError("--limit must be 1 to \(SearchDocuments.limits.upperBound).")
        }
    }

    func run() async throws {
        try await self.edge.withClient { client in
            let found = try await client.payload(of: self.request)
            self.output.say(found["results"]?.array ?? [], or: SearchResultText.lines(of: found))
            if found["degraded"]?.boolean == true {
                Console.complain("aura: found by words alone; the vectors were not there in time")
            }
        }
    }

    /// What the edge is asked.
    var request: EdgeRequest {
        var body: [String: JSONValue] = [
            "query": .string(self.query.joined(separator: " ")), "limit": JSONValue(integerLiteral: self.limit),
        ]
        body["type"] = self.type.map { .string($0) }
        body["since"] = self.since.map { .string($0) }
        return .post("search", body: .object(body))
    }
}
