import Bus
import Messages

/// Decides what an entry of the event stream does to the index.
struct EventIntake: Sendable {
    enum Decision: Sendable, Equatable {
        case change(DocumentChange)
        /// Nobody knows the event's type.
        case skip
        case bury(EventProblem)
    }

    let registry: EventHandlerRegistry

    func decide(_ delivery: Delivery) -> Decision {
        guard let payload = delivery.fields.first(where: { $0.name == EventFields.event })?.value else {
            return .bury(.noEventField)
        }
        do throws(EventProblem) {
            let event = try DomainEvent(parsing: payload)
            guard let change = try self.registry.change(for: event, version: Self.version(of: delivery)) else {
                return .skip
            }
            return .change(change)
        } catch {
            return .bury(error)
        }
    }

    /// The entry's id, or the one that the event had before it was given up and tried again.
    private static func version(of delivery: Delivery) -> DocumentVersion {
        let own = DocumentVersion(delivery.entry) ?? DocumentVersion(0, 0)
        let origin = delivery.fields.first { $0.name == EventFields.origin }?.value
        guard let first = origin.flatMap({ DocumentVersion(String(decoding: $0, as: UTF8.self)) }) else { return own }
        return min(own, first)
    }
}
