import Messages

/// A JSON schema (draft 2020-12) with the words that tools' schemas use. Words that it does not know are passed over, as the
/// draft says, and `format` only describes.
struct JSONSchema: Sendable {
    /// How deep a schema may be.
    static let depthLimit = 64

    /// The schema as it was given.
    let value: JSONValue
    /// Whether `pattern` and `patternProperties` count. A pattern can be written so that matching it never ends: only those
    /// of one's own are tried.
    let checksPatterns: Bool

    /// Takes a schema in which every known word is used as it may be, and every reference leads somewhere inside.
    init(_ value: JSONValue, checksPatterns: Bool = true) throws(JSONSchemaError) {
        self.value = value
        self.checksPatterns = checksPatterns
        var review = JSONSchemaReview(root: value, checksPatterns: checksPatterns)
        try review.review()
    }

    /// The first places where a value does not fit; empty where it fits everywhere.
    func violations(of instance: JSONValue) -> [SchemaViolation] {
        var validation = JSONSchemaValidation(schema: self)
        return validation.violations(of: instance)
    }

    /// The part of a schema that a reference names; nil where it leads outside or nowhere.
    static func target(of reference: String, in root: JSONValue) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        let pointer = Self.unescaped(reference.dropFirst())
        guard let pointer, pointer.isEmpty || pointer.hasPrefix("/") else { return nil }
        var value = root
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            switch value {
            case .object(let members):
                guard let member = members[name] else { return nil }
                value = member
            case .array(let elements):
                guard let index = Int(name), elements.indices.contains(index) else { return nil }
                value = elements[index]
            default:
                return nil
            }
        }
        return value
    }

    /// The regular expression of a `pattern`: it may match anywhere, and its letters are code points.
    static func expression(_ pattern: String) -> Regex<AnyRegexOutput>? {
        try? Regex(pattern).matchingSemantics(.unicodeScalar).asciiOnlyDigits().asciiOnlyWordCharacters()
    }

    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
