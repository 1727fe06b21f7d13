import Logging

extension LogLineEncoder {
    private static let ownFields: Set<String> = ["time", "level", "logger", "message", "service", "instance"]

    func appendJSON(
        time: RFC3339,
        level: Logger.Level,
        logger: String,
        message: String,
        metadata: Logger.Metadata,
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: #"{"time":""#.utf8)
        time.append(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        for (name, text) in [
            ("level", level.rawValue), ("logger", logger), ("message", message),
            ("service", self.service), ("instance", self.instance),
        ] {
            bytes.append(UInt8(ascii: ","))
            Self.appendField(name, to: &bytes)
            JSONText.append(text, limit: Self.maximumTextBytes, to: &bytes)
        }
        Self.appendMembers(metadata, depth: 0, precededByMember: true, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    private static func appendField(_ name: String, to bytes: inout [UInt8]) {
        JSONText.append(name, limit: Self.maximumTextBytes, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    private static func appendMembers(
        _ metadata: Logger.Metadata,
        depth: Int,
        precededByMember: Bool,
        to bytes: inout [UInt8]
    ) {
        var needsComma = precededByMember
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            if needsComma {
                bytes.append(UInt8(ascii: ","))
            }
            needsComma = true
            Self.appendField(
                depth == 0 && Self.ownFields.contains(key) ? Self.freeName(key, in: metadata) : key,
                to: &bytes
            )
            if LogRedaction.hides(key) {
                JSONText.append(LogRedaction.mark, to: &bytes)
            } else {
                Self.append(value, depth: depth + 1, to: &bytes)
            }
        }
    }

    /// The key with as many `_` in front as make it another than all of the entry's keys.
    private static func freeName(_ key: String, in metadata: Logger.Metadata) -> String {
        var name = "_" + key
        while metadata[name] != nil {
            name = "_" + name
        }
        return name
    }

    private static func append(_ value: Logger.Metadata.Value, depth: Int, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text):
            JSONText.append(text, limit: Self.maximumTextBytes, to: &bytes)
        case .stringConvertible(let convertible):
            switch convertible {
            case is Bool, is any FixedWidthInteger:
                bytes.append(contentsOf: convertible.description.utf8)
            case let number as Double where number.isFinite:
                bytes.append(contentsOf: number.description.utf8)
            default:
                JSONText.append(convertible.description, limit: Self.maximumTextBytes, to: &bytes)
            }
        case .dictionary(let members) where depth < Self.maximumDepth:
            bytes.append(UInt8(ascii: "{"))
            Self.appendMembers(members, depth: depth, precededByMember: false, to: &bytes)
            bytes.append(UInt8(ascii: "}"))
        case .array(let elements) where depth < Self.maximumDepth:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 {
                    bytes.append(UInt8(ascii: ","))
                }
                Self.append(element, depth: depth + 1, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .dictionary, .array:
            JSONText.append("[too deep]", to: &bytes)
        }
    }
}
