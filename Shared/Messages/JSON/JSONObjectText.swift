/// Writes a JSON object member by member, in the order of the calls: for what is told often, where an encoder would take
/// longer than everything else.
package struct JSONObjectText: Sendable {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// - Parameter capacity: Bytes that are expected.
    package init(reserving capacity: Int = 256) {
        self.bytes.reserveCapacity(capacity)
    }

    /// Adds a member; nil is written as `null`.
    package mutating func add(_ name: StaticString, _ text: String?) {
        self.begin(name)
        guard let text else { return self.bytes.append(contentsOf: "null".utf8) }
        JSONString.append(text, to: &self.bytes)
    }

    package mutating func add(_ name: StaticString, _ number: some FixedWidthInteger) {
        self.begin(name)
        self.bytes.append(contentsOf: number.description.utf8)
    }

    /// Adds a member; a number that JSON has no text for is written as `null`.
    package mutating func add(_ name: StaticString, _ number: Double) {
        self.begin(name)
        self.bytes.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
    }

    package mutating func add(_ name: StaticString, _ flag: Bool) {
        self.begin(name)
        self.bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    /// Adds a member whose value is JSON already.
    package mutating func add(_ name: StaticString, json: some Sequence<UInt8>) {
        self.begin(name)
        self.bytes.append(contentsOf: json)
    }

    /// The whole object.
    package consuming func end() -> [UInt8] {
        self.bytes.append(UInt8(ascii: "}"))
        return self.bytes
    }

    private mutating func begin(_ name: StaticString) {
        if self.bytes.count > 1 { self.bytes.append(UInt8(ascii: ",")) }
        self.bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
        self.bytes.append(contentsOf: "\":".utf8)
    }
}
