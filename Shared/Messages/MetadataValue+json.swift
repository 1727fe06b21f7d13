extension MetadataValue {
    /// An object of such values, its members in order of their names. A number that JSON has no text for is left out.
    package static func json(_ members: [String: MetadataValue]) -> [UInt8] {
        var json: [UInt8] = [UInt8(ascii: "{")]
        json.reserveCapacity(members.count * 32)
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if case .number(let number) = value, !number.isFinite { continue }
            if json.count > 1 { json.append(UInt8(ascii: ",")) }
            JSONString.append(name, to: &json)
            json.append(UInt8(ascii: ":"))
            value.append(to: &json)
        }
        json.append(UInt8(ascii: "}"))
        return json
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
