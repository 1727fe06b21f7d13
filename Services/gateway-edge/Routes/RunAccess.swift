import Bus
import Hummingbird
import Messages

/// Finds runs for those to whom they belong, and for nobody else.
struct RunAccess<Registry: RunRegistry>: Sendable {
    let registry: Registry

    /// The run of the path. Somebody else's is not told apart from none.
    func run(of context: EdgeRequestContext) async throws -> RunRecord {
        guard let run = context.parameters.get("id").flatMap({ RunID($0) }),
            let record = try await self.record(of: run), record.caller == (try context.caller()).caller
        else { throw EdgeError.runNotFound }
        return record
    }

    /// A run by its id, whoever it belongs to.
    func record(of run: RunID) async throws(EdgeError) -> RunRecord? {
        do throws(BusError) {
            return try await self.registry.record(of: run)
        } catch {
            throw .unavailable()
        }
    }

    /// Where a client that has seen `Last-Event-ID` stands; nil for an id that is not ours. Somebody else's is refused.
    func cursor(of request: Request, _ identity: Identity) async throws -> (cursor: StreamCursor, record: RunRecord?)? {
        guard let text = request.headers[.lastEventID], let cursor = StreamCursor(text) else { return nil }
        let record = try await self.record(of: cursor.run)
        if let record, record.caller != identity.caller { throw EdgeError.foreignEvent }
        return (cursor, record)
    }
}
