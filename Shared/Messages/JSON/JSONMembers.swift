import FoundationEssentials

/// The members of a JSON object in their order, each value in the bytes that it was written in: what is not changed is
/// passed on as it came, however large its numbers.
package struct JSONMembers: Sendable {
    package struct Member: Sendable {
        package var name: String
        /// The value's JSON text without white space round it.
        package var value: ArraySlice<UInt8>

        package var isNull: Bool { self.value.elementsEqual("null".utf8) }
    }

    package private(set) var members: [Member] = []

    package init() {}

    /// Takes an object apart; nil where the text is none in UTF-8.
    ///
    /// - Parameter bytes: JSON text, as a parser has found it to be: values are not looked into.
    package init?(of bytes: [UInt8]) {
        var scanner = JSONMemberScanner(bytes)
        guard let members = scanner.members() else { return nil }
        self.members = members
    }

    /// Reads an object to its last leaf; nil for what is no JSON, or JSON of another kind.
    package init?(_ json: String) {
        let bytes = Array(json.utf8)
        guard JSONValue.read(bytes) != nil else { return nil }
        self.init(of: bytes)
    }

    /// A member's value as JSON; of several members with one name, the last one's. Setting nil removes it.
    package subscript(name: String) -> String? {
        get { self.value(of: name).map { String(decoding: $0, as: UTF8.self) } }
        set {
            let value = newValue.map { Array($0.utf8)[...] }
            guard let value, let index = self.members.firstIndex(where: { $0.name == name }) else {
                self.members.removeAll { $0.name == name }
                if let value { self.members.append(Member(name: name, value: value)) }
                return
            }
            self.members[index].value = value
            self.members[(index + 1)...].removeAll { $0.name == name }
        }
    }

    package mutating func set(_ name: String, _ text: String) {
        var value: [UInt8] = []
        JSONString.append(Array(text.utf8), to: &value)
        self[name] = String(decoding: value, as: UTF8.self)
    }

    /// A member that is a string, or an integer in its place: the forms in which DWP services write ids.
    package func text(_ name: String) -> String? {
        guard let data = self.value(of: name).map({ Data($0) }) else { return nil }
        if let text = try? JSONDecoder().decode(String.self, from: data) { return text }
        return self.integer(name).map { "\($0)" }
    }

    package func integer(_ name: String) -> Int64? {
        self.value(of: name).flatMap { try? JSONDecoder().decode(Int64.self, from: Data($0)) }
    }

    /// The whole object.
    package var json: String { Self.json(self.members) }

    /// An object with those of the members that have one of the names.
    package func json(of names: Set<String>) -> String {
        Self.json(self.members.filter { names.contains($0.name) })
    }

    private func value(of name: String) -> ArraySlice<UInt8>? {
        self.members.last { $0.name == name }?.value
    }

    private static func json(_ members: [Member]) -> String {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for member in members {
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            JSONString.append(Array(member.name.utf8), to: &text)
            text.append(UInt8(ascii: ":"))
            text += member.value
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }
}
