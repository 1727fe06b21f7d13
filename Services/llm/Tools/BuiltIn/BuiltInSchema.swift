import Messages

/// The parameters of tools that are built in: an object without other members.
enum BuiltInSchema {
    static func violations(of arguments: JSONValue, _ schema: JSONValue) -> [SchemaViolation] {
        do {
            return try JSONSchema(schema).violations(of: arguments)
        } catch {
            return [SchemaViolation(path: "", reason: "cannot be checked: \(error)")]
        }
    }

    static func object(_ properties: [String: JSONValue], required: [JSONValue] = []) -> JSONValue {
        [
            "type": "object", "properties": .object(properties), "required": .array(required),
            "additionalProperties": false,
        ]
    }
}
