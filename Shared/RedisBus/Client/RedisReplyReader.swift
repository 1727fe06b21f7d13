import CHiredis

/// hiredis's parser: bytes in, cut anywhere, and whole replies out, with no socket.
package struct RedisReplyReader: ~Copyable {
    private let reader: UnsafeMutablePointer<redisReader>
    private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
    /// In memory of its own: the parser's callbacks reach it by its address.
    private let builder: UnsafeMutablePointer<RedisReplyBuilder>
    private let limits: RedisReplyLimits

    package init() {
        self.init(limits: RedisReplyLimits())
    }

    init(limits: RedisReplyLimits) {
        self.limits = limits
        self.builder = .allocate(capacity: 1)
        self.builder.initialize(to: RedisReplyBuilder(limits: limits))
        self.functions = .allocate(capacity: 1)
        self.functions.initialize(to: Self.makeFunctions())
        guard let reader = redisReaderCreateWithFunctions(self.functions) else {
            fatalError("Out of memory")  // as any allocation of Swift's own would end
        }
        self.reader = reader
        // Every parse task carries this pointer; the builder lives as long as the reader.
        reader.pointee.privdata = UnsafeMutableRawPointer(self.builder)
    }

    deinit {
        redisReaderFree(self.reader)
        self.functions.deallocate()
        self.builder.deinitialize(count: 1)
        self.builder.deallocate()
    }

    /// Takes bytes as they arrived; a failure is told by the next call of `next()`.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        _ = redisReaderFeed(self.reader, start.assumingMemoryBound(to: CChar.self), bytes.count)
    }

    /// Returns the next whole reply, or nil until more bytes come.
    ///
    /// Once it has thrown, it throws always.
    package mutating func next() throws(RedisError) -> RedisValue? {
        var object: UnsafeMutableRawPointer?
        guard redisReaderGetReply(self.reader, &object) == REDIS_OK else {
            throw RedisError(.protocolViolation, self.failure)
        }
        guard object != nil else {
            guard self.reader.pointee.len - self.reader.pointee.pos <= self.limits.bytes else {
                throw RedisError(.protocolViolation, "A reply is larger than \(self.limits.bytes) bytes")
            }
            return nil
        }
        guard let value = self.builder.pointee.take() else {
            throw RedisError(.protocolViolation, "A reply is of a kind that RESP2 does not have")
        }
        return value
    }

    private var failure: String {
        guard self.reader.pointee.err != REDIS_ERR_OOM else { return "A reply is larger than its limits" }
        return withUnsafeBytes(of: self.reader.pointee.errstr) { text in
            String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// What the parser calls instead of building its own tree.
    ///
    /// It takes any pointer for an object, and null for failure.
    private static func makeFunctions() -> redisReplyObjectFunctions {
        var functions = redisReplyObjectFunctions()
        functions.createString = { task, start, count in
            guard let task, let start else { return nil }
            let text = UnsafeRawBufferPointer(start: start, count: count)
            let value: RedisValue =
                switch task.pointee.type {
                case REDIS_REPLY_ERROR: .error(RedisReplyError(String(decoding: text, as: UTF8.self)))
                case REDIS_REPLY_STATUS: .status(String(decoding: text, as: UTF8.self))
                default: .bulk(Array(text))
                }
            return RedisReplyReader.builder(of: task).pointee.add(value, bytes: count) ? task.pointee.privdata : nil
        }
        functions.createArray = { task, count in
            guard let task else { return nil }
            return RedisReplyReader.builder(of: task).pointee.openArray(count: Int(count)) ? task.pointee.privdata : nil
        }
        functions.createInteger = { task, number in
            guard let task else { return nil }
            return RedisReplyReader.builder(of: task).pointee.add(.integer(number)) ? task.pointee.privdata : nil
        }
        functions.createNil = { task in
            guard let task else { return nil }
            return RedisReplyReader.builder(of: task).pointee.add(.null) ? task.pointee.privdata : nil
        }
        functions.freeObject = { _ in }
        return functions
    }

    private static func builder(of task: UnsafePointer<redisReadTask>) -> UnsafeMutablePointer<RedisReplyBuilder> {
        task.pointee.privdata.assumingMemoryBound(to: RedisReplyBuilder.self)
    }
}
