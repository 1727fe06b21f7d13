import Bus
import FoundationEssentials
import Messages

/// What is kept of a command that was given up.
enum DeadLetter {
    /// Letters kept of one stream.
    static let limit = 10_000
    /// Bytes kept of one field.
    static let fieldLimit = 256 << 10

    /// The original fields without a person's token, which is not for keeping, cut to size, and why, after how many attempts and when (Unix milliseconds) it failed.
    static func fields(of delivery: Delivery, reason: String) -> [RedisArgument] {
        let original = CreateTask.withoutAuthorization(delivery.fields).flatMap { field in
            [RedisArgument(field.name), RedisArgument(Array(field.value.prefix(Self.fieldLimit)))]
        }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        return original + [
            RedisArgument(DeadLetterFields.reason), RedisArgument(reason),
            RedisArgument(DeadLetterFields.attempts), RedisArgument(delivery.attempts),
            RedisArgument(DeadLetterFields.failedAt), RedisArgument(now),
        ]
    }
}
