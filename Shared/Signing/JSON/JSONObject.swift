/// The members of a JSON object, each name once.
///
/// Names are kept as bytes: Swift's strings also count those as equal that differ in Unicode normalization.
struct JSONObject: Equatable, Sendable {
    private var members: [[UInt8]: JSONValue] = [:]

    subscript(_ name: String) -> JSONValue? {
        self.members[Array(name.utf8)]
    }

    /// Sets a member and says whether the name was free.
    mutating func insert(_ value: JSONValue, for name: String) -> Bool {
        self.members.updateValue(value, forKey: Array(name.utf8)) == nil
    }
}
