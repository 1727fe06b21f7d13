/// Any JSON value, as far as events need it.
enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// A text that is more than white space, or an integer's digits: the forms in which ids come.
    var identifier: String? {
        switch self {
        case .string(let text): text.allSatisfy(\.isWhitespace) ? nil : text
        case .integer(let number): "\(number)"
        case .number(let number): Int64(exactly: number).map { "\($0)" }
        case .null, .boolean, .array, .object: nil
        }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var object: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }
}
