import Tracing

extension OTLPTraces {
    /// `AnyValue` of the protocol: one member, whose name tells the type.
    enum Value: Encodable {
        case string(String)
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case array([Value])

        /// Characters of a text; the rest is cut.
        private static let limit = 256

        init(_ attribute: SpanAttribute) {
            switch attribute {
            case .string(let text): self = .string(String(text.prefix(Self.limit)))
            case .bool(let value): self = .bool(value)
            case .int32(let number): self = .int(Int64(number))
            case .int64(let number): self = .int(number)
            case .double(let number): self = Self.number(number)
            case .stringArray(let texts): self = .array(texts.map { .string(String($0.prefix(Self.limit))) })
            case .boolArray(let values): self = .array(values.map { .bool($0) })
            case .int32Array(let numbers): self = .array(numbers.map { .int(Int64($0)) })
            case .int64Array(let numbers): self = .array(numbers.map { .int($0) })
            case .doubleArray(let numbers): self = .array(numbers.map(Self.number))
            case .stringConvertible(let value): self = .string(String("\(value)".prefix(Self.limit)))
            case .stringConvertibleArray(let values):
                self = .array(values.map { .string(String("\($0)".prefix(Self.limit))) })
            default: self = .string("")
            }
        }

        /// JSON has no infinities; ProtoJSON writes them as strings, and so do we.
        private static func number(_ number: Double) -> Value {
            number.isFinite ? .double(number) : .string("\(number)")
        }

        private enum Member: String, CodingKey {
            case stringValue, boolValue, intValue, doubleValue, arrayValue
        }

        private struct Elements: Encodable {
            var values: [Value]
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Member.self)
            switch self {
            case .string(let text): try container.encode(text, forKey: .stringValue)
            case .bool(let value): try container.encode(value, forKey: .boolValue)
            case .int(let number): try container.encode("\(number)", forKey: .intValue)
            case .double(let number): try container.encode(number, forKey: .doubleValue)
            case .array(let values): try container.encode(Elements(values: values), forKey: .arrayValue)
            }
        }
    }
}
