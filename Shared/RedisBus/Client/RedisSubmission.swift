import NIOCore

/// Encoded commands of one caller, who waits for as many replies.
struct RedisSubmission: Sendable {
    typealias Waiter = CheckedContinuation<Result<[RedisValue], RedisError>, Never>

    let buffer: ByteBuffer
    let commands: Int
    let deadline: ContinuousClock.Instant
    let waiter: Waiter
}
