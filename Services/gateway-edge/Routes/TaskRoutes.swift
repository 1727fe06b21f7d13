import Bus
import Hummingbird
import Messages

/// `GET /tasks` and `GET /tasks/{id}`: the caller's AgentTasks as DWP has them, asked for by the tasks service.
struct TaskRoutes<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    let caller: RunCaller<Queue, Registry, Log, LeaseStore>
    let admission: QueueAdmission
    /// How long a client waits: longer than the tasks service waits for DWP.
    var patience = Duration.seconds(12)

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.get("tasks") { request, context in try await self.list(request, context) }
        router.get("tasks/:id") { request, context in try await self.show(request, context) }
    }

    private func list(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let parameters = request.uri.queryParameters
        let page = try PageRequest.number("page", default: 0, in: 0...1_000_000) { parameters.get($0) }
        let size = try PageRequest.number("size", default: 20, in: 1...100) { parameters.get($0) }
        let authorization = try Self.authorization(request, context)
        let list = ListTasks(page: page, size: size, authorization: authorization)
        let listing = try await self.listing(list, context)
        return .enveloped(Page(tasks: listing.tasks, total: listing.total, page: page, size: size))
    }

    private func show(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        guard let id = context.parameters.get("id"), Self.isUsable(id) else { throw Self.notFound }
        let authorization = try Self.authorization(request, context)
        let listing = try await self.listing(ReadTask(taskId: id, authorization: authorization), context)
        guard let task = listing.tasks.first else { throw Self.notFound }
        return .enveloped(task)
    }

    private struct Page: Encodable, Sendable {
        var tasks: [AgentTask]
        var total: Int?
        var page: Int
        var size: Int
    }

    private static var notFound: EdgeError { EdgeError(.notFound, .notFound, .taskNotFound) }

    private func listing(_ question: some CommandBody, _ context: EdgeRequestContext) async throws -> TaskListing {
        try self.admission.admit()
        do {
            let events = try await self.caller.call(
                question,
                kind: .tasks,
                for: try context.caller().caller,
                within: self.patience,
                traceparent: context.traceparent
            )
            guard let event = events.first(where: { $0.type == .tasks }) else { throw RunFailure.workerLost }
            return try TaskListing.decoded(from: event.payload)
        } catch let failure as RunFailure {
            throw EdgeError(failure)
        }
    }

    private static func authorization(
        _ request: Request,
        _ context: EdgeRequestContext
    ) throws -> CallerAuthorization? {
        CallerAuthorization(bearerOf: request.headers[.authorization], expiresAt: try context.caller().expiresAt)
    }

    /// DWP's ids are UUIDs; what else could be one has nothing in it that means something in a path.
    private static func isUsable(_ id: String) -> Bool {
        (1...100).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }
}
