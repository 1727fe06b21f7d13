package import Messages

/// What a person asked to be done, and when; it never changes.
package struct Automation: Sendable, Equatable {
    package var id: AutomationID
    package var caller: Caller
    package var instruction: String
    package var schedule: AutomationSchedule
    /// When it was made, Unix milliseconds.
    package var created: Int64

    package init(
        id: AutomationID = .random(),
        caller: Caller,
        instruction: String,
        schedule: AutomationSchedule,
        created: Int64
    ) {
        self.id = id
        self.caller = caller
        self.instruction = instruction
        self.schedule = schedule
        self.created = created
    }
}

extension Automation: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, tenant, user, instruction, schedule, created
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let tenant = TenantID(try container.decode(String.self, forKey: .tenant)),
            let user = UserID(try container.decode(String.self, forKey: .user))
        else {
            throw DecodingError.dataCorruptedError(forKey: .user, in: container, debugDescription: "not a caller")
        }
        self.init(
            id: try container.decode(AutomationID.self, forKey: .id),
            caller: Caller(tenant: tenant, user: user),
            instruction: try container.decode(String.self, forKey: .instruction),
            schedule: try container.decode(AutomationSchedule.self, forKey: .schedule),
            created: try container.decode(Int64.self, forKey: .created)
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.id, forKey: .id)
        try container.encode(self.caller.tenant.description, forKey: .tenant)
        try container.encode(self.caller.user.description, forKey: .user)
        try container.encode(self.instruction, forKey: .instruction)
        try container.encode(self.schedule, forKey: .schedule)
        try container.encode(self.created, forKey: .created)
    }
}
