import Messages

/// A document's metadata as one JSON object, as stores keep them.
enum MetadataText {
    static func encode(_ metadata: [String: MetadataValue]) -> String {
        String(decoding: MetadataValue.json(metadata), as: UTF8.self)
    }

    /// The scalars of a JSON object; empty for what is none.
    static func decode(_ text: String) -> [String: MetadataValue] {
        guard let members = JSONReader.read(Array(text.utf8))?.object else { return [:] }
        return members.compactMapValues { value in
            switch value {
            case .string(let string): .string(string)
            case .integer(let number): .integer(number)
            case .number(let number): .number(number)
            case .boolean(let flag): .boolean(flag)
            case .null, .array, .object: nil
            }
        }
    }
}
