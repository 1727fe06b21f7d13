extension DomainEvent {
    /// What makes two messages the same event: tenant and event id, or the whole content where either is missing.
    static func identity(of bytes: [UInt8]) -> [UInt8] {
        guard bytes.count <= 256 << 10,
            let members = JSONReader.read(bytes)?.object,
            let tenant = members["tenantId"]?.identifier, let event = members["eventId"]?.identifier
        else { return Array("content\0".utf8) + bytes }
        return Array("event\0\(tenant)\0\(event)".utf8)
    }
}
