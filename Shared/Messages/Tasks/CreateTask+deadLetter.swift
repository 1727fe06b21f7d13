extension CreateTask {
    /// A command's fields without the token of the person who asked; other commands as they are.
    package static func withoutAuthorization(_ fields: [(name: String, value: [UInt8])]) -> [(
        name: String, value: [UInt8]
    )] {
        guard let kind = fields.first(where: { $0.name == "kind" })?.value,
            let strip = self.strippers[String(decoding: kind, as: UTF8.self)]
        else { return fields }
        return fields.map { field in
            field.name == "body" ? (field.name, (try? strip(field.value)) ?? []) : field
        }
    }

    /// How the token leaves the body of each kind of command that may hold one.
    private static var strippers: [String: ([UInt8]) throws -> [UInt8]] {
        [
            CreateTask.kind: { try Self.without(\CreateTask.authorization, $0) },
            ListTasks.kind: { try Self.without(\ListTasks.authorization, $0) },
            RunAgent.kind: { try Self.without(\RunAgent.authorization, $0) },
            ReadTask.kind: { try Self.without(\ReadTask.authorization, $0) },
        ]
    }

    private static func without<Body: CommandBody>(
        _ authorization: WritableKeyPath<Body, CallerAuthorization?>,
        _ bytes: [UInt8]
    ) throws -> [UInt8] {
        var body = try Body.decoded(from: bytes)
        body[keyPath: authorization] = nil
        return try body.encoded()
    }
}
