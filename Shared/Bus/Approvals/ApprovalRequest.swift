package import FoundationEssentials
package import Messages

/// What a person is asked to allow: one action, with exactly these arguments.
package struct ApprovalRequest: Sendable, Equatable {
    /// Why a request cannot be made.
    package enum Flaw: Error, Equatable {
        /// The DWP services check no tenant that is not a number: anybody could decide (contract §7.1).
        case tenantIsNoNumber
        /// The arguments are not one JSON object.
        case contextIsNoObject
    }

    package let id: ApprovalID
    package let session: ApprovalSessionID
    /// For whom the action would be done. Everybody of their tenant may decide.
    package let caller: Caller
    /// The tool's name.
    package let actionType: String
    /// The arguments: the text of a JSON object, kept as it is to the byte.
    package let context: String
    /// Unix milliseconds.
    package let createdAt: Int64
    package let taskId: String?

    /// Makes a request that nobody has seen yet.
    package init(
        for caller: Caller,
        actionType: String,
        context: String,
        taskId: String? = nil,
        now: Date = Date()
    ) throws(Flaw) {
        guard caller.tenant.isNumber else { throw .tenantIsNoNumber }
        guard JSONMembers(context) != nil else { throw .contextIsNoObject }
        self.id = .random()
        self.session = .random()
        self.caller = caller
        self.actionType = actionType
        self.context = context
        self.createdAt = Int64(now.timeIntervalSince1970 * 1000)
        self.taskId = taskId
    }

    /// Reads what ``json`` wrote, or what a DWP service made of it; nil for anything else.
    package init?(json: String) {
        guard let members = JSONMembers(json) else { return nil }
        self.init(members)
    }

    init?(_ members: JSONMembers) {
        guard let id = members.text("requestId").flatMap({ ApprovalID($0) }),
            let session = members.text("sessionId").flatMap({ ApprovalSessionID($0) }),
            let user = members.text("userId").flatMap({ UserID($0) }),
            let tenant = members.text("tenantId").flatMap({ TenantID($0) })
        else { return nil }
        self.id = id
        self.session = session
        self.caller = Caller(tenant: tenant, user: user)
        self.actionType = members.text("actionType") ?? ""
        self.context = members["context"] ?? "{}"
        self.createdAt = members.integer("createdAt") ?? 0
        self.taskId = members.text("taskId")
    }

    /// The request as it is stored while nobody has decided (contract §7.1).
    package var json: String {
        var members = JSONMembers()
        members.set("requestId", self.id.description)
        members.set("sessionId", self.session.description)
        members.set("userId", self.caller.user.description)
        members.set("tenantId", self.caller.tenant.description)
        members.set("actionType", self.actionType)
        members["context"] = self.context
        members.set("status", ApprovalStatus.pending.rawValue)
        members["createdAt"] = "\(self.createdAt)"
        if let taskId = self.taskId { members.set("taskId", taskId) }
        return members.json
    }
}

extension TenantID {
    /// Whether the DWP services can read this tenant as the number that theirs are.
    package var isNumber: Bool {
        Int64(self.description).map { $0 >= 0 && "\($0)" == self.description } ?? false
    }
}
