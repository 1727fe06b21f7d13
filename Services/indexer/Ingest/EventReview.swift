package import Messages

/// What an indexer would make of a message: for those who publish one, by the rules that it will meet.
package enum EventReview: Sendable, Equatable {
    case writes(document: String, tenant: TenantID)
    case removes(document: String, tenant: TenantID)
    /// Nobody knows the event's type.
    case passesOver(type: String?)
    /// It would be a dead letter, for this reason.
    case refuses(String)

    package init(of message: [UInt8]) {
        do throws(EventProblem) {
            let event = try DomainEvent(parsing: message)
            switch try EventHandlerRegistry.standard.change(for: event, version: DocumentVersion(0, 0)) {
            case .upsert(let document): self = .writes(document: document.key.id, tenant: document.key.tenant)
            case .remove(let key, _): self = .removes(document: key.id, tenant: key.tenant)
            case nil: self = .passesOver(type: event.type)
            }
        } catch {
            self = .refuses(error.description)
        }
    }
}
