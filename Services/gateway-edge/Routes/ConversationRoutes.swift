import Bus
import Hummingbird
import Messages

/// `/conversations`: what was said in the caller's own. Somebody else's are not told apart from none.
struct ConversationRoutes<Store: ConversationStore>: Sendable {
    private static var pageLimit: Int { 100 }

    let store: Store

    func addReading(to router: some RouterMethods<EdgeRequestContext>) {
        router.get("conversations") { request, context in try await self.list(request, context) }
        router.get("conversations/:id") { _, context in try await self.show(context) }
    }

    func addDeleting(to router: some RouterMethods<EdgeRequestContext>) {
        router.delete("conversations/:id") { _, context in try await self.delete(context) }
    }

    private struct Page: Encodable, Sendable {
        var conversations: [ConversationView]
        /// The next page's `cursor`; absent on the last.
        var next: String?
    }

    private func list(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let query = request.uri.queryParameters
        let limit = query.get("limit").map { Int($0) } ?? 20
        guard let limit, (1...Self.pageLimit).contains(limit) else {
            throw EdgeError.invalid(.notWithin("limit", 1...Self.pageLimit))
        }
        let place = query.get("cursor").map { Int64($0) }
        if case .some(nil) = place { throw EdgeError.invalid(.unusable("cursor")) }
        let page = try await self.store.conversations(
            of: try context.caller().caller,
            from: place ?? nil,
            limit: limit
        )
        return .enveloped(
            Page(conversations: page.conversations.map { ConversationView($0) }, next: page.next.map { "\($0)" })
        )
    }

    private func show(_ context: EdgeRequestContext) async throws -> Response {
        guard let id = Self.id(of: context),
            let conversation = try await self.store.conversation(id, of: try context.caller().caller)
        else { throw EdgeError.conversationNotFound }
        return .enveloped(ConversationView(conversation))
    }

    private struct Deleted: Encodable, Sendable {
        var id: String
    }

    private func delete(_ context: EdgeRequestContext) async throws -> Response {
        guard let id = Self.id(of: context), try await self.store.delete(id, of: try context.caller().caller) else {
            throw EdgeError.conversationNotFound
        }
        return .enveloped(Deleted(id: id.description))
    }

    private static func id(of context: EdgeRequestContext) -> ConversationID? {
        context.parameters.get("id").flatMap { ConversationID($0) }
    }
}
