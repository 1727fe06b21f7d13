/// Something that happened in DWP, as its services tell it.
///
/// Payload fields sit in `data` or, in the flat shape, beside the event's own; ids and tenants are texts or numbers.
struct DomainEvent: Sendable, Equatable {
    var id: String?
    /// Nil where the event names none.
    var type: String?
    var source: String?
    /// As given; ``requireTenant()`` says whether it can be used.
    var tenant: String?
    var user: String?
    /// When it happened, as given: most producers write no time zone.
    var timestamp: String?
    private var payload: [String: JSONValue]
    private var nested: [String: JSONValue]?

    init(parsing bytes: [UInt8]) throws(EventProblem) {
        guard bytes.count <= 256 << 10 else { throw .tooBig }
        guard let value = JSONReader.read(bytes) else { throw .notJSON }
        guard let members = value.object else { throw .notAnObject }
        self.payload = members
        self.nested = members["data"]?.object
        self.id = members["eventId"]?.identifier
        self.type = members["eventType"]?.string
        self.source = members["source"]?.string
        self.tenant = members["tenantId"]?.identifier
        self.user = members["userId"]?.identifier
        self.timestamp = members["timestamp"]?.string
    }

    /// A payload field: that of `data`, else the one at the top. An explicit null counts as absent.
    subscript(_ field: String) -> JSONValue? {
        if let value = self.nested?[field], value != .null { return value }
        if let value = self.payload[field], value != .null { return value }
        return nil
    }

    /// The payload's fields without the event's own.
    var fields: [String: JSONValue] {
        if let nested { return nested }
        return self.payload.filter { !Self.ownFields.contains($0.key) }
    }

    private static let ownFields: Set<String> = [
        "eventId", "eventType", "source", "tenantId", "userId", "timestamp", "metadata", "data",
    ]
}
