import Messages

extension EventHandler {
    /// Where the document of an event's thing is kept.
    static func key(of event: DomainEvent) throws(EventProblem) -> DocumentKey {
        guard let tenant = event.tenant else { throw .noTenant }
        guard let tenant = TenantID(tenant) else { throw .unusableTenant }
        guard let value = event[Self.idField] else { throw .noIdentifier(field: Self.idField) }
        guard let id = value.identifier, id.utf8.count <= 256, id.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .unusableIdentifier(field: Self.idField)
        }
        return DocumentKey(tenant: tenant, id: "\(Self.documentType)_\(id)")
    }

    /// The document that an event writes.
    static func document(of event: DomainEvent, version: DocumentVersion) throws(EventProblem) -> Document {
        let key = try self.key(of: event)
        guard let title = event[Self.titleField]?.string, !title.allSatisfy(\.isWhitespace) else {
            throw .noText(field: Self.titleField)
        }
        let bodies = Self.bodyFields.compactMap { event[$0]?.string }.filter { !$0.allSatisfy(\.isWhitespace) }
        return Document(
            key: key,
            version: version,
            type: Self.documentType,
            text: self.withoutZeros(([title] + bodies).joined(separator: "\n")),
            metadata: self.metadata(of: event, key: key, title: title),
            time: EventTime.effective(event.timestamp, arrival: version.milliseconds)
        )
    }

    /// A zero ends a text for what is written in C.
    private static func withoutZeros(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\0" }))
    }

    private static func metadata(
        of event: DomainEvent,
        key: DocumentKey,
        title: String
    ) -> [String: MetadataValue] {
        var metadata: [String: MetadataValue] = [:]
        let texts = Set(Self.bodyFields + [Self.titleField, Self.idField])
        for (name, value) in event.fields where !texts.contains(name) && name.utf8.count <= 64 {
            guard metadata.count < 16, let scalar = Self.metadataValue(value) else { continue }
            metadata[name] = scalar
        }
        metadata["type"] = .string(Self.documentType)
        metadata["tenant_id"] = .string(key.tenant.description)
        metadata["title"] = .string(title.cut(toBytes: 600))
        metadata["event_type"] = event.type.map { .string($0.cut(toBytes: 256)) }
        metadata["event_id"] = event.id.map { .string($0.cut(toBytes: 256)) }
        metadata["source"] = event.source.map { .string($0.cut(toBytes: 256)) }
        metadata["user_id"] = event.user.map { .string($0.cut(toBytes: 256)) }
        metadata["timestamp"] = event.timestamp.map { .string($0.cut(toBytes: 256)) }
        return metadata
    }

    /// Scalars as they are and lists of names as one text; nothing long.
    private static func metadataValue(_ value: JSONValue) -> MetadataValue? {
        switch value {
        case .boolean(let flag): return .boolean(flag)
        case .integer(let number): return .integer(number)
        case .number(let number): return .number(number)
        case .string(let text): return text.utf8.count <= 256 ? .string(text) : nil
        case .array(let elements):
            let names = elements.compactMap(\.identifier).joined(separator: ", ")
            return (1...256).contains(names.utf8.count) ? .string(names) : nil
        case .null, .object: return nil
        }
    }
}
