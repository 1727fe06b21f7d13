extension CreateTask {
    /// A command's fields without the token of the person who asked; other commands as they are.
    package static func withoutAuthorization(_ fields: [(name: String, value: [UInt8])]) -> [(
        name: String, value: [UInt8]
    )] {
        guard fields.contains(where: { $0.name == "kind" && $0.value == Array(self.kind.utf8) }) else { return fields }
        return fields.map { field in
            guard field.name == "body" else { return field }
            guard var task = try? self.decoded(from: field.value) else { return (field.name, []) }
            task.authorization = nil
            return (field.name, (try? task.encoded()) ?? [])
        }
    }
}
