package import Bus
import Messages

/// What was given up of one stream: to look at, and to put back.
package struct RedisDeadLetters: DeadLetterStore {
    /// Letters of one reply; a letter may have fields of 256 KiB.
    private static let page = 32

    private let client: RedisClient
    private let stream: DeadLetterStream

    package init(client: RedisClient, stream: DeadLetterStream) {
        self.client = client
        self.stream = stream
    }

    package func count() async throws(BusError) -> Int {
        try await self.client.call("XLEN", RedisArgument(self.stream.deadKey)).int ?? 0
    }

    package func newest(_ limit: Int) async throws(BusError) -> [DeadEntry] {
        var letters: [DeadEntry] = []
        var end = "+"
        while letters.count < limit {
            let count = min(limit - letters.count, Self.page)
            let page = try await self.range("XREVRANGE", end, "-", count)
            letters += page
            guard page.count == count, let last = page.last else { break }
            end = "(\(last.id)"
        }
        return letters
    }

    package func letter(_ id: String) async throws(BusError) -> DeadEntry? {
        guard Self.isWhole(id) else { return nil }
        return try await self.range("XRANGE", id, id, 1).first
    }

    package func retry(_ id: String) async throws(BusError) -> DeadLetterRetry {
        guard Self.isWhole(id) else { return .missing }
        guard !self.client.configuration.isCluster else { return try await self.retryAcrossSlots(id) }
        let reply = try await self.client.run(
            Self.putBack,
            keys: [self.stream.deadKey, self.stream.key],
            [RedisArgument(id), RedisArgument(DeadLetter.fieldLimit)] + DeadLetterFields.all.map { RedisArgument($0) }
        )
        switch (reply.first?.string, reply.last?.string) {
        case ("putBack", let entry?): return .putBack(as: entry)
        case ("missing", _): return .missing
        case ("cut", _): return .cut
        case ("foreign", _): return .foreign
        default: throw BusError(.malformedReply, "not what became of a dead letter")
        }
    }

    /// Does what the script does where the two keys are on different nodes: adds first and removes then, so that a crash
    /// between leaves the entry twice, which its receivers bear, and never none. Of several who try at once only one
    /// removes the letter; the others take their own entry back.
    private func retryAcrossSlots(_ id: String) async throws(BusError) -> DeadLetterRetry {
        guard let letter = try await self.letter(id) else { return .missing }
        guard letter.reason != nil, !letter.fields.isEmpty else { return .foreign }
        guard letter.fields.allSatisfy({ $0.value.count < DeadLetter.fieldLimit }) else { return .cut }
        let (dead, stream) = (RedisArgument(self.stream.deadKey), RedisArgument(self.stream.key))
        let original = letter.fields.flatMap { [RedisArgument($0.name), RedisArgument($0.value)] }
        let entry = try await self.client.call([RedisCommand("XADD", [stream, "*"] + original)])[0]
        guard let text = entry.string else { throw BusError(.malformedReply, "not an entry's id") }
        guard try await self.client.call("XDEL", dead, RedisArgument(id)).int == 1 else {
            _ = try await self.client.call("XDEL", stream, RedisArgument(text))
            return .missing
        }
        return .putBack(as: text)
    }

    /// Puts all letters back that there are now, the oldest first, and says of each what became of it. What dies again
    /// meanwhile stays.
    package func retryAll(
        _ report: (_ id: String, _ outcome: DeadLetterRetry) -> Void
    ) async throws(BusError) {
        guard let last = try await self.range("XREVRANGE", "+", "-", 1).first?.id else { return }
        var start = "-"
        while true {
            let ids = try await self.range("XRANGE", start, last, Self.page).map(\.id)
            for id in ids { report(id, try await self.retry(id)) }
            guard let end = ids.last, end != last else { return }
            start = "(\(end)"
        }
    }

    private func range(
        _ command: String,
        _ start: String,
        _ end: String,
        _ count: Int
    ) async throws(BusError) -> [DeadEntry] {
        let reply = try await self.client.call(
            command,
            RedisArgument(self.stream.deadKey),
            RedisArgument(start),
            RedisArgument(end),
            "COUNT",
            RedisArgument(count)
        )
        var letters: [DeadEntry] = []
        for entry in reply.array ?? [] {
            guard let pair = entry.array, pair.count == 2, let id = pair[0].string, let values = pair[1].array else {
                throw BusError(.malformedReply, "not an entry of a stream")
            }
            let fields = stride(from: 0, to: values.count - 1, by: 2).map {
                (name: String(decoding: values[$0].bytes ?? [], as: UTF8.self), value: values[$0 + 1].bytes ?? [])
            }
            letters.append(DeadEntry(id: id, fields: fields))
        }
        return letters
    }

    /// Whether a text is an entry's whole id, `<milliseconds>-<sequence>`; Redis would take a part for a range.
    private static func isWhole(_ id: String) -> Bool {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { UInt64($0) != nil }
    }

    /// Moves a letter's original fields into the stream. KEYS: dead letters, stream. ARGV: id, bytes from which on a
    /// field may have been cut, names of the fields that follow the original ones.
    private static let putBack = RedisScript(
        """
        local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
        if not letter then return {'missing'} end
        local fields, original = letter[2], {}
        local count = #fields - 2 * (#ARGV - 2)
        if count < 2 then return {'foreign'} end
        for i = 3, #ARGV do
            if fields[count + 2 * (i - 3) + 1] ~= ARGV[i] then return {'foreign'} end
        end
        for i = 1, count do
            if i % 2 == 0 and #fields[i] >= tonumber(ARGV[2]) then return {'cut'} end
            original[i] = fields[i]
        end
        local entry = redis.call('XADD', KEYS[2], '*', unpack(original))
        redis.call('XDEL', KEYS[1], ARGV[1])
        return {'putBack', entry}
        """
    )
}
