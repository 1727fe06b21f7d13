/// A reply of the server, in RESP2's kinds.
package enum RedisValue: Sendable, Hashable {
    /// The null bulk string and the null array alike.
    case null
    case integer(Int64)
    /// A simple string, such as `OK`.
    case status(String)
    case bulk([UInt8])
    case array([RedisValue])
    /// Boxed, for it is rare and would make every value larger.
    indirect case error(RedisReplyError)
}

extension RedisValue {
    /// The text of a status, or of a bulk string that is valid UTF-8.
    package var string: String? {
        switch self {
        case .status(let text): text
        case .bulk(let bytes): String(validating: bytes, as: UTF8.self)
        case .null, .integer, .array, .error: nil
        }
    }

    /// The bytes of a bulk string or of a status.
    package var bytes: [UInt8]? {
        switch self {
        case .bulk(let bytes): bytes
        case .status(let text): Array(text.utf8)
        case .null, .integer, .array, .error: nil
        }
    }

    /// An integer reply, or a bulk string that holds a decimal integer.
    package var int: Int? {
        switch self {
        case .integer(let number): Int(number)
        case .bulk, .status: self.string.flatMap { Int($0) }
        case .null, .array, .error: nil
        }
    }

    /// The elements of an array.
    package var array: [RedisValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The server's error, if it answered with one.
    package var error: RedisReplyError? {
        guard case .error(let error) = self else { return nil }
        return error
    }

    package var isNull: Bool { self == .null }
}
