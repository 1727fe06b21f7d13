import FoundationEssentials

/// The members of a JSON object in their order, each value as it was written: what is not changed stays the same to the
/// byte, however large its numbers.
struct JSONMembers: Sendable, Equatable {
    private struct Member: Sendable, Equatable {
        var name: String
        var value: String
    }

    private var members: [Member] = []

    init() {}

    /// Reads an object; nil for what is no JSON, or JSON of another kind.
    init?(_ json: String) {
        let bytes = Array(json.utf8)
        let decoder = JSONDecoder()
        guard (try? decoder.decode(AnyObject.self, from: Data(bytes))) != nil else { return nil }
        var scanner = Scanner(bytes: bytes)
        scanner.skipSpace()
        scanner.index += 1  // the opening brace
        scanner.skipSpace()
        while scanner.index < bytes.count, bytes[scanner.index] != UInt8(ascii: "}") {
            let name = scanner.value()
            scanner.skipSpace()
            scanner.index += 1  // the colon
            scanner.skipSpace()
            let value = scanner.value()
            guard let name = try? decoder.decode(String.self, from: Data(name)) else { return nil }
            self.members.append(Member(name: name, value: String(decoding: value, as: UTF8.self)))
            scanner.skipSpace()
            if scanner.index < bytes.count, bytes[scanner.index] == UInt8(ascii: ",") { scanner.index += 1 }
            scanner.skipSpace()
        }
    }

    /// A member's value as JSON; of several members with one name, the last one's. Setting nil removes it.
    subscript(name: String) -> String? {
        get { self.members.last { $0.name == name }?.value }
        set {
            guard let newValue, let index = self.members.firstIndex(where: { $0.name == name }) else {
                self.members.removeAll { $0.name == name }
                if let newValue { self.members.append(Member(name: name, value: newValue)) }
                return
            }
            self.members[index].value = newValue
            self.members[(index + 1)...].removeAll { $0.name == name }
        }
    }

    mutating func set(_ name: String, _ text: String) {
        self[name] = Self.quoted(text)
    }

    /// A member that is a string, or an integer in its place.
    func text(_ name: String) -> String? {
        guard let data = self[name].map({ Data($0.utf8) }) else { return nil }
        if let text = try? JSONDecoder().decode(String.self, from: data) { return text }
        return self.integer(name).map { "\($0)" }
    }

    func integer(_ name: String) -> Int64? {
        self[name].flatMap { try? JSONDecoder().decode(Int64.self, from: Data($0.utf8)) }
    }

    /// The whole object.
    var json: String {
        "{" + self.members.map { "\(Self.quoted($0.name)):\($0.value)" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        // Any text can be written as JSON.
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }

    /// Finds where values end in text that is known to be JSON.
    private struct Scanner {
        let bytes: [UInt8]
        var index = 0

        mutating func skipSpace() {
            while self.index < self.bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(self.bytes[self.index]) {
                self.index += 1
            }
        }

        mutating func value() -> ArraySlice<UInt8> {
            let start = self.index
            var depth = 0
            var isInString = false
            scan: while self.index < self.bytes.count {
                let byte = self.bytes[self.index]
                if isInString {
                    if byte == UInt8(ascii: "\\") { self.index += 1 }
                    if byte == UInt8(ascii: "\"") { isInString = false }
                } else {
                    switch byte {
                    case UInt8(ascii: "\""): isInString = true
                    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"):
                        guard depth > 0 else { break scan }
                        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
                    case 0x20, 0x09, 0x0A, 0x0D:
                        guard depth > 0 else { break scan }
                    default: break
                    }
                }
                self.index += 1
            }
            return self.bytes[start..<min(self.index, self.bytes.count)]
        }
    }

    /// Reads to the last leaf, for the decoder looks no further into a text than it is asked.
    private struct AnyObject: Decodable {
        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: AnyKey.self)
            for key in members.allKeys { _ = try members.decode(AnyValue.self, forKey: key) }
        }
    }

    private struct AnyValue: Decodable {
        init(from decoder: any Decoder) throws {
            if (try? decoder.container(keyedBy: AnyKey.self)) != nil {
                _ = try AnyObject(from: decoder)
            } else if var elements = try? decoder.unkeyedContainer() {
                while !elements.isAtEnd { _ = try elements.decode(AnyValue.self) }
            } else {
                let value = try decoder.singleValueContainer()
                let isRead =
                    value.decodeNil() || (try? value.decode(Bool.self)) != nil
                    || (try? value.decode(String.self)) != nil
                if !isRead { _ = try value.decode(Double.self) }
            }
        }
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            return nil
        }
    }
}
