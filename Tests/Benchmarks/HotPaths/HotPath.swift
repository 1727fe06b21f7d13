import ArgumentParser
import Bus
import Indexer
import Messages
import NIOCore
import RedisBus
import ServerSentEvents
import Signing
import TestSupport

/// What the product does for every token, request or search, in one piece that can be repeated and counted.
enum HotPath: String, CaseIterable, ExpressibleByArgument, Sendable {
    case eventStreamParse = "sse-parse"
    case appendEncode = "append-encode"
    case replyParse = "reply-parse"
    case frameEncode = "frame-encode"
    case tokenVerify = "jwt-verify"
    case vectorScan = "vector-scan"

    /// Repeats it. What it needs is made before, once whatever the count, so that a difference of two counts is free of
    /// it. Returns a number that depends on every repetition, so that none can be left out.
    func run(_ count: Int) throws -> Int {
        switch self {
        case .eventStreamParse: try Self.parseEvents(count)
        case .appendEncode: try Self.encodeAppends(count)
        case .replyParse: try Self.parseReplies(count)
        case .frameEncode: try Self.encodeFrames(count)
        case .tokenVerify: try Self.verifyTokens(count)
        case .vectorScan: try Self.scanVectors(count)
        }
    }

    /// A provider's event with one token.
    private static func parseEvents(_ count: Int) throws -> Int {
        let event = Array(
            (#"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1769938200,"model":"m","choices":"#
                + #"[{"index":0,"delta":{"content":" token"},"finish_reason":null}]}"# + "\n\n").utf8
        )
        var parser = EventStreamParser(maximumEventBytes: 1 << 20)
        var sum = 0
        for _ in 0..<count {
            var events: [ServerSentEvent] = []
            try parser.consume(event, into: &events)
            for event in events { sum += event.data.count }
        }
        return sum
    }

    /// A write of one token each of eight runs to their logs and to an edge's inbox.
    private static func encodeAppends(_ count: Int) throws -> Int {
        let edge = ReplicaID(instance: "edge-1", boot: "0123abcd")
        var generator = SeededGenerator(seed: 1)
        let batches = (0..<8).map { number in
            RunBatch(
                run: RunID.random(using: &generator),
                entries: [LogEntry(id: EventID(1, UInt64(number + 2)), event: RunEvent(.text, Array(" token".utf8)))],
                edges: [edge]
            )
        }
        var sum = 0
        for _ in 0..<count {
            let plan = AppendPlan(batches, logCap: 200_000, inboxCap: 20_000, timeToLive: 3_600_000)
            sum += try RedisCommandEncoder.encode(plan.commands).readableBytes
        }
        return sum
    }

    /// What Redis answers to a blocking read of an inbox with one token each of eight runs.
    private static func parseReplies(_ count: Int) throws -> Int {
        let bulk = { (text: String) in "$\(text.utf8.count)\r\n\(text)\r\n" }
        let records = (0..<8).flatMap { ["0123456789abcdefghijklmno\($0) 1-2 text", " token"] }
        let fields = "*\(records.count)\r\n" + records.map(bulk).joined()
        let entry = "*2\r\n" + bulk("1769938200000-0") + fields
        let reply = Array(("*1\r\n*2\r\n" + bulk("aura:edge:{edge-1.0123abcd}:in") + "*1\r\n" + entry).utf8)
        var reader = RedisReplyReader()
        var sum = 0
        for _ in 0..<count {
            reply.withUnsafeBytes { reader.feed($0) }
            while let value = try reader.next() { sum += value.array?.count ?? 0 }
        }
        return sum
    }

    /// The event that a client gets for one token.
    private static func encodeFrames(_ count: Int) throws -> Int {
        let token = Array(" token".utf8)
        var generator = SeededGenerator(seed: 1)
        let run = RunID.random(using: &generator)
        var sum = 0
        for number in 0..<count {
            let cursor = StreamCursor(run: run, event: EventID(1, UInt64(number % 1000)))
            var bytes: [UInt8] = []
            bytes.reserveCapacity(token.count + 80)
            try EventStreamEncoder.append(data: token, event: nil, id: cursor.description, to: &bytes)
            sum += bytes.count
        }
        return sum
    }

    /// The check of a request's HS256 token.
    private static func verifyTokens(_ count: Int) throws -> Int {
        let secret = Array("a secret of the benchmarks, long enough".utf8)
        let claims = #"{"sub":"42","tenant_id":"1","role":"user","iat":1769938200,"exp":1769941800}"#
        let token = try JWTSigner.hs256(payload: Array(claims.utf8), secret: secret)
        let verifier = JWTVerifier(keys: [try VerificationKey.hs256(secret: secret)])
        var sum = 0
        for _ in 0..<count { sum += try verifier.verify(token, now: 1_769_938_300).expiresAt & 0xFF }
        return sum
    }

    /// The nearest ten of a thousand vectors.
    private static func scanVectors(_ count: Int) throws -> Int {
        var generator = SeededGenerator(seed: 1)
        var matrix = VectorMatrix(dimension: 384)
        for _ in 0..<1000 { matrix.append(Self.vector(&generator)) }
        let query = Self.vector(&generator)
        var sum = 0
        for _ in 0..<count {
            sum += matrix.nearest(query, limit: 10, threshold: -.infinity) { _ in true }.reduce(0, +)
        }
        return sum
    }

    private static func vector(_ generator: inout SeededGenerator) -> [Float] {
        let values = (0..<384).map { _ in Float.random(in: -1...1, using: &generator) }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return values.map { $0 / length }
    }
}
