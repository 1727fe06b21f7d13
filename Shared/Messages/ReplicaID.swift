/// One running process: the replica's name and which of its starts this is, written `<instance>.<boot>`.
///
/// The boot part is new at every start, so a restarted or doubled instance inherits no lease, inbox or pending entry.
package struct ReplicaID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    package init(instance: String, boot: String) {
        self.description = "\(instance).\(boot)"
    }

    /// Takes a stored id; nil where the text is empty, over 200 bytes, or has a brace or a control character, which
    /// would change the slot or the look of a key.
    package init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= 200 else { return nil }
        let isClean = bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }
        guard isClean else { return nil }
        self.description = String(text)
    }

    /// The replica's own name, without the boot.
    package var instance: String {
        guard let dot = self.description.lastIndex(of: ".") else { return self.description }
        return String(self.description[..<dot])
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ReplicaID(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a replica"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }
}
