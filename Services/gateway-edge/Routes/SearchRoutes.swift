import Bus
import Hummingbird
import Messages

/// `POST /search` and `GET /search?q=`: documents of the caller's own tenant.
struct SearchRoutes<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    let search: DocumentSearch<Queue, Registry, Log, LeaseStore>
    /// How long a client waits for its results.
    let patience: Duration

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("search") { request, context in
            let body = try await RequestBody.bytes(of: request, upTo: context.maxUploadSize)
            return try await self.answer(try SearchRequest(body: body), context)
        }
        router.get("search") { request, context in
            let parameters = request.uri.queryParameters
            return try await self.answer(try SearchRequest { parameters.get($0) }, context)
        }
    }

    private func answer(_ request: SearchRequest, _ context: EdgeRequestContext) async throws -> Response {
        do {
            let results = try await self.search.json(
                of: request.search,
                for: try context.caller().caller,
                within: self.patience,
                traceparent: context.traceparent
            )
            return .enveloped(json: results)
        } catch is BusError {
            throw EdgeError.unavailable()
        } catch let failure as RunFailure {
            throw EdgeError(failure)
        }
    }
}
