/// A JSON value (RFC 8259) as far as tokens and key files need it.
enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    /// A number written without fraction and exponent that fits.
    case integer(Int)
    /// Any other number; nothing here reads its value.
    case otherNumber
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    var string: String? {
        if case .string(let string) = self { string } else { nil }
    }
}
