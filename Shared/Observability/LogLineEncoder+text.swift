import Logging

extension LogLineEncoder {
    func appendText(
        time: RFC3339,
        level: Logger.Level,
        logger: String,
        message: String,
        metadata: Logger.Metadata,
        to bytes: inout [UInt8]
    ) {
        time.append(to: &bytes)
        bytes.append(UInt8(ascii: " "))
        let name = level.rawValue.uppercased()
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(1, 9 - name.utf8.count)))
        JSONText.appendEscaped("\(self.service)/\(self.instance) \(logger): ", to: &bytes)
        JSONText.appendEscaped(message, limit: Self.maximumTextBytes, to: &bytes)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            bytes.append(UInt8(ascii: " "))
            JSONText.appendEscaped(key, limit: Self.maximumTextBytes, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            let text = LogRedaction.hides(key) ? LogRedaction.mark : Self.text(of: value, depth: 1)
            if text.isEmpty || text.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\"") }) {
                JSONText.append(text, limit: Self.maximumTextBytes, to: &bytes)
            } else {
                JSONText.appendEscaped(text, limit: Self.maximumTextBytes, to: &bytes)
            }
        }
    }

    private static func text(of value: Logger.Metadata.Value, depth: Int) -> String {
        switch value {
        case .string(let text):
            text
        case .stringConvertible(let convertible):
            convertible.description
        case .dictionary(let members) where depth < Self.maximumDepth:
            "{"
                + members.sorted(by: { $0.key < $1.key }).map { key, value in
                    "\(key)=" + (LogRedaction.hides(key) ? LogRedaction.mark : Self.text(of: value, depth: depth + 1))
                }.joined(separator: " ") + "}"
        case .array(let elements) where depth < Self.maximumDepth:
            "[" + elements.map { Self.text(of: $0, depth: depth + 1) }.joined(separator: " ") + "]"
        case .dictionary, .array:
            "[too deep]"
        }
    }
}
