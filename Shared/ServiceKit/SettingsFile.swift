import FoundationEssentials

/// A JSON file of settings: one object whose names are the variables' names.
///
/// A string, number or Boolean stands as it would in the environment; a list of them is the variable's comma list;
/// `null` is as if the name were missing; an object, or a list of objects, is the JSON text that the variable would hold.
struct SettingsFile {
    /// Each variable's value, as it would stand in the environment.
    let values: [String: String]

    init(path: String) throws(SettingsError) {
        let content: Data
        do {
            content = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw SettingsError(name: "AURA_CONFIG_FILE", problem: "names a file that cannot be read: \(path)")
        }
        do {
            self.values = try JSONDecoder().decode([String: Value].self, from: content).compactMapValues { value in
                try value.settingText()
            }
        } catch {
            throw SettingsError(name: "AURA_CONFIG_FILE", problem: "names a file that is not one JSON object: \(path)")
        }
    }
}

extension SettingsFile {
    /// Any JSON value.
    enum Value: Codable {
        case null
        case boolean(Bool)
        case whole(Int64)
        case number(Double)
        case text(String)
        case list([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .boolean(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .whole(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .text(value)
            } else if let value = try? container.decode([Value].self) {
                self = .list(value)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .boolean(let value): try container.encode(value)
            case .whole(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            case .list(let value): try container.encode(value)
            case .object(let value): try container.encode(value)
            }
        }

        func settingText() throws -> String? {
            if case .list(let elements) = self {
                let plain = elements.compactMap(\.plainText)
                if plain.count == elements.count {
                    return plain.joined(separator: ",")
                }
            }
            switch self {
            case .null: return nil
            case .list, .object: return String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
            case .boolean, .whole, .number, .text: return self.plainText
            }
        }

        private var plainText: String? {
            switch self {
            case .boolean(let value): String(value)
            case .whole(let value): String(value)
            case .number(let value): String(value)
            case .text(let value): value
            case .null, .list, .object: nil
            }
        }
    }
}
