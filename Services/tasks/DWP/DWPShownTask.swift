import Messages

/// A task with all that the backend shows of it, and whose it is: it gives anybody's to anybody (contract §4.3).
struct DWPShownTask: Sendable, Equatable, Decodable {
    var task: AgentTask
    private var tenantId: String?
    private var userId: String?

    init(from decoder: any Decoder) throws {
        self.task = try AgentTask(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.tenantId = try container.decodeIfPresent(String.self, forKey: .tenantId)
        self.userId = try container.decodeIfPresent(String.self, forKey: .userId)
    }

    func belongs(to caller: Caller) -> Bool {
        self.tenantId == caller.tenant.description && self.userId == caller.user.description
    }

    private enum CodingKeys: String, CodingKey {
        case tenantId, userId
    }
}

/// A page of them (Spring's `Page`).
struct DWPShownTaskPage: Sendable, Equatable, Decodable {
    var content: [DWPShownTask]
    var totalElements: Int?
}
