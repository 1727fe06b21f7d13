/// Which handler takes which type of event.
struct EventHandlerRegistry: Sendable {
    /// All kinds of things that the indexer knows.
    static let standard = EventHandlerRegistry([MailSent.self, ApprovalCreated.self])

    private var writers: [String: any EventHandler.Type] = [:]
    private var removers: [String: any EventHandler.Type] = [:]

    init(_ handlers: [any EventHandler.Type]) {
        for handler in handlers {
            for type in handler.types { self.writers[type] = handler }
            for type in handler.removals { self.removers[type] = handler }
        }
    }

    /// What an event does to the index; nil where nobody knows its type.
    ///
    /// - Parameter version: The place of the event among all, which decides when several tell of the same thing.
    func change(for event: DomainEvent, version: DocumentVersion) throws(EventProblem) -> DocumentChange? {
        guard let type = event.type else { return nil }
        if let handler = self.writers[type] {
            return .upsert(try handler.document(of: event, version: version))
        }
        if let handler = self.removers[type] {
            return .remove(try handler.key(of: event), version: version)
        }
        return nil
    }
}
