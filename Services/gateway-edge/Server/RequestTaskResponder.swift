import Hummingbird
import ServiceKit

/// Answers each request in a task of its own, on its connection's event loop.
///
/// Requests spread over the loops as connections do, and what answers one need not wake another thread to write. What the
/// task took goes with it, and the connection's own task, which writes the answer, stays small: one that had ever been as
/// deep in calls as a request's beginning would keep that memory for as long as its stream lasts.
struct RequestTaskResponder<Base: HTTPResponder>: HTTPResponder where Base.Context == EdgeRequestContext {
    let base: Base

    init(_ base: Base) {
        self.base = base
    }

    func respond(to request: Request, context: EdgeRequestContext) async throws -> Response {
        try await withThrowingTaskGroup(of: Response.self) { tasks in
            tasks.addTask(executorPreference: EventLoopTaskExecutor(context.channel.eventLoop)) {
                try await self.base.respond(to: request, context: context)
            }
            guard let response = try await tasks.next() else { throw CancellationError() }
            return response
        }
    }
}
