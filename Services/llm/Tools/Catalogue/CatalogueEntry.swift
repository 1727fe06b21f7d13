import Messages
import ServiceKit

/// One object of the catalogue's file, read member by member; what is wrong names the entry.
struct CatalogueEntry {
    /// How the entry is called in errors: `tool "send_mail"`.
    let title: String
    private let members: [String: JSONValue]

    /// - Parameter known: The members that there may be: a misspelt one must not go unseen.
    init(_ value: JSONValue, _ title: String, known: Set<String>) throws(SettingsError) {
        guard let members = value.object else { throw Self.fault(title, "must be an object") }
        self.title = title
        self.members = members
        if let name = members.keys.filter({ !known.contains($0) }).min() {
            throw self.fault("has the unknown member \"\(name)\"; known are \(known.sorted().joined(separator: ", "))")
        }
    }

    /// A title for an entry: its name where it has one.
    static func title(_ kind: String, _ value: JSONValue, _ number: Int) -> String {
        value["name"]?.string.map { "\(kind) \"\($0.prefix(80))\"" } ?? "\(kind) \(number)"
    }

    static func fault(_ title: String, _ problem: String) -> SettingsError {
        SettingsError(name: ToolCatalogue.setting, problem: "cannot be used: \(title) \(problem)")
    }

    func fault(_ problem: String) -> SettingsError { Self.fault(self.title, problem) }

    subscript(_ name: String) -> JSONValue? { self.members[name] }

    func text(_ name: String) throws(SettingsError) -> String {
        guard let text = try self.optionalText(name) else { throw self.fault("has no \(name)") }
        return text
    }

    func optionalText(_ name: String) throws(SettingsError) -> String? {
        guard let value = self.members[name] else { return nil }
        guard let text = value.string, !text.isEmpty else { throw self.fault("has a \(name) that is no text") }
        return text
    }

    func optionalFlag(_ name: String) throws(SettingsError) -> Bool? {
        guard let value = self.members[name] else { return nil }
        guard let flag = value.boolean else { throw self.fault("has a \(name) that is neither true nor false") }
        return flag
    }

    func milliseconds(_ name: String, default fallback: Duration, in range: ClosedRange<Int>) throws(SettingsError)
        -> Duration
    {
        guard let value = self.members[name] else { return fallback }
        guard let number = value.integer, range.contains(number) else {
            throw self.fault("has a \(name) that is no number from \(range.lowerBound) to \(range.upperBound)")
        }
        return .milliseconds(number)
    }

    func permission() throws(SettingsError) -> String? {
        guard let name = try self.optionalText("permission") else { return nil }
        guard ToolPermission.names.contains(name) else {
            let known = ToolPermission.names.sorted().joined(separator: ", ")
            throw self.fault("asks for the unknown permission \"\(name)\"; known are \(known)")
        }
        return name
    }

    /// The elements of a list; none where it is left out.
    func entries(_ name: String) throws(SettingsError) -> [JSONValue] {
        guard let value = self.members[name] else { return [] }
        guard let elements = value.array else { throw self.fault("has a \(name) that is no list") }
        guard elements.count <= 128 else { throw self.fault("has more than 128 \(name)") }
        return elements
    }
}
