import Messages

/// An object of JSON for people: a line for each of its fields, long texts last.
enum FieldText {
    static func lines(of object: JSONValue) -> [String] {
        let members = (object.object ?? [:]).filter { $0.value != .null }.sorted { $0.key < $1.key }
        let isLong: (JSONValue) -> Bool = { $0.string?.contains(where: \.isNewline) ?? false }
        let short = members.filter { !isLong($0.value) && $0.key != "text" }
        let long = members.filter { isLong($0.value) || $0.key == "text" }
        return short.map { "\($0.key.harmless): \(Self.plain($0.value))" }
            + long.flatMap { name, value in
                let lines = (value.string ?? "").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                return ["\(name.harmless):"] + lines.map { "  \(String($0).harmlessText)" }
            }
    }

    private static func plain(_ value: JSONValue) -> String {
        value.string?.harmless ?? value.text.harmlessJSON
    }
}
