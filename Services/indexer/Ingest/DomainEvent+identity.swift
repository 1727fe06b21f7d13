import FoundationEssentials

extension DomainEvent {
    /// What makes two messages the same event: tenant and event id, or the whole content where either is missing.
    static func identity(of bytes: [UInt8]) -> [UInt8] {
        guard bytes.count <= 256 << 10,
            let head = try? JSONDecoder().decode(Head.self, from: Data(bytes)),
            let tenant = head.tenantId?.identifier, let event = head.eventId?.identifier
        else { return Array("content\0".utf8) + bytes }
        return Array("event\0\(tenant)\0\(event)".utf8)
    }

    private struct Head: Decodable {
        var eventId: JSONValue?
        var tenantId: JSONValue?
    }
}
