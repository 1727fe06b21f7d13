import FoundationEssentials

/// Finds where the members of a JSON object begin and end, without looking into their values.
struct JSONMemberScanner {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Takes the object that the text is; nil where it is none.
    mutating func members() -> [JSONMembers.Member]? {
        guard self.take("{") else { return nil }
        var members: [JSONMembers.Member] = []
        if self.take("}") { return members }
        repeat {
            guard let member = self.takeMember() else { return nil }
            members.append(member)
        } while self.take(",")
        guard self.take("}") else { return nil }
        return members
    }

    private mutating func takeMember() -> JSONMembers.Member? {
        self.skipSpace()
        guard let name = self.takeString(), let text = Self.text(of: name), self.take(":") else { return nil }
        self.skipSpace()
        guard let value = self.takeValue() else { return nil }
        return JSONMembers.Member(name: text, value: value)
    }

    /// The text of a string with its quotes; only one with escapes needs a decoder.
    private static func text(of string: ArraySlice<UInt8>) -> String? {
        guard string.contains(UInt8(ascii: "\\")) else {
            return String(validating: string.dropFirst().dropLast(), as: UTF8.self)
        }
        return try? JSONDecoder().decode(String.self, from: Data(string))
    }

    /// Takes everything up to the comma or brace that ends the value.
    private mutating func takeValue() -> ArraySlice<UInt8>? {
        let start = self.place
        var end = start
        var depth = 0
        while self.place < self.bytes.count {
            switch self.bytes[self.place] {
            case UInt8(ascii: "\""):
                guard self.takeString() != nil else { return nil }
                end = self.place
                continue
            case UInt8(ascii: ","), UInt8(ascii: "}"):
                if depth == 0 { return end > start ? self.bytes[start..<end] : nil }
                if self.bytes[self.place] == UInt8(ascii: "}") { depth -= 1 }
            case UInt8(ascii: "]"):
                depth -= 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            default:
                break
            }
            if !Self.isSpace(self.bytes[self.place]) { end = self.place + 1 }
            self.place += 1
        }
        return nil
    }

    /// Takes a string, its quotes with it.
    private mutating func takeString() -> ArraySlice<UInt8>? {
        guard self.place < self.bytes.count, self.bytes[self.place] == UInt8(ascii: "\"") else { return nil }
        let start = self.place
        self.place += 1
        while self.place < self.bytes.count {
            switch self.bytes[self.place] {
            case UInt8(ascii: "\""):
                self.place += 1
                return self.bytes[start..<self.place]
            case UInt8(ascii: "\\"):
                self.place += 2
            default:
                self.place += 1
            }
        }
        return nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        self.skipSpace()
        guard self.place < self.bytes.count, self.bytes[self.place] == UInt8(ascii: character) else { return false }
        self.place += 1
        return true
    }

    private mutating func skipSpace() {
        while self.place < self.bytes.count, Self.isSpace(self.bytes[self.place]) { self.place += 1 }
    }

    /// White space between JSON's tokens (RFC 8259, section 2).
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
