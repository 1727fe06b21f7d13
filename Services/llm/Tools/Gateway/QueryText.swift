import DWPGateway
import Messages

/// The query of a request whose arguments have no body to stand in.
enum QueryText {
    /// One `name=value` for each argument, in order of the names; a list repeats its name, `null` is left out, and what is
    /// no scalar stands as JSON text.
    static func query(_ arguments: [String: JSONValue]) -> String {
        let items = arguments.sorted { $0.key < $1.key }.flatMap { name, value in
            (value.array ?? [value]).compactMap { element in
                Self.text(element).map { "\(DWPText.percentEncoded(name))=\(DWPText.percentEncoded($0))" }
            }
        }
        return items.joined(separator: "&")
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .string(let text): text
        case .boolean, .number, .extreme, .array, .object: value.text
        }
    }
}
