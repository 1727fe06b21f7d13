extension MetadataValue {
    /// Appends an object of such values, its members in order of their names. A number that JSON has no text for is left
    /// out.
    package static func append(_ members: [String: MetadataValue], to json: inout [UInt8]) {
        json.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if case .number(let number) = value, !number.isFinite { continue }
            if !isFirst { json.append(UInt8(ascii: ",")) }
            isFirst = false
            JSONString.append(name, to: &json)
            json.append(UInt8(ascii: ":"))
            value.append(to: &json)
        }
        json.append(UInt8(ascii: "}"))
    }

    private func append(to json: inout [UInt8]) {
        switch self {
        case .string(let string): JSONString.append(string, to: &json)
        case .integer(let number): json.append(contentsOf: number.description.utf8)
        case .number(let number): json.append(contentsOf: number.description.utf8)
        case .boolean(let flag): json.append(contentsOf: (flag ? "true" : "false").utf8)
        }
    }
}
