import Bus
import Messages

/// What is told of a dead letter to its tenant's administrators; its body is the person's and stays where it is.
struct DeadLetterView: Encodable, Sendable {
    var id: String
    /// The command's kind, or the event's type.
    var kind: String?
    var run: String?
    var user: String?
    var reason: String?
    var attempts: Int?
    /// Unix milliseconds.
    var failedAt: Int64?

    /// Nil for a letter that is not the tenant's. One whose tenant cannot be read is nobody's.
    init?(_ entry: DeadEntry, of stream: DeadLetterStream, for tenant: TenantID) {
        self.id = entry.id
        self.reason = entry.reason
        self.attempts = entry.attempts
        self.failedAt = entry.failedAt
        switch stream {
        case .commands:
            guard entry.text("tenant") == tenant.description else { return nil }
            self.kind = entry.text("kind")
            self.run = entry.text("run")
            self.user = entry.text("user")
        case .events:
            guard let text = entry[EventFields.event], let event = JSONMembers(of: text),
                event.text("tenantId") == tenant.description, JSONValue.read(text) != nil
            else { return nil }
            self.kind = event.text("eventType")
            self.user = event.text("userId")
        }
    }
}

extension DeadEntry {
    /// The text of an original field; nil for what is no text.
    fileprivate func text(_ name: String) -> String? {
        self[name].flatMap { String(validating: $0, as: UTF8.self) }
    }
}
