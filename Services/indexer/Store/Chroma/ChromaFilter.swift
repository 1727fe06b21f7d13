/// Which records are meant, by their metadata.
indirect enum ChromaFilter: Encodable {
    case text(String, String)
    case flag(String, Bool)
    case oneOf(String, [String])
    case not(String, String)
    case atLeast(String, Int64)
    case all([ChromaFilter])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        switch self {
        case .text(let name, let value): try container.encode(value, forKey: Name(name))
        case .flag(let name, let value): try container.encode(value, forKey: Name(name))
        case .oneOf(let name, let values): try container.encode(["$in": values], forKey: Name(name))
        case .not(let name, let value): try container.encode(["$ne": value], forKey: Name(name))
        case .atLeast(let name, let value): try container.encode(["$gte": value], forKey: Name(name))
        case .all(let filters): try container.encode(filters, forKey: Name("$and"))
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) {
            self.stringValue = name
        }

        init?(stringValue: String) {
            self.init(stringValue)
        }

        init?(intValue: Int) {
            nil
        }
    }
}
