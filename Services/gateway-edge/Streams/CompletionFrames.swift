import Bus
import FoundationEssentials
import Messages
import ServerSentEvents

/// Writes a completion's events as OpenAI's API streams them (OpenAI API reference, chat/streaming), each with our id.
///
/// That protocol has no way to take back what was said. An answer that begins anew after a piece of it was shown ends
/// with an error, on which clients ask again; before that it goes on as if nothing had been.
struct CompletionFrames: EventFrames {
    let run: RunID
    /// The reader's, for what went wrong.
    let language: Language
    /// Nothing more may be said, although the run may go on.
    private(set) var isOver = false
    private var head: CompletionHead?
    /// What every chunk begins with, up to its `delta`.
    private var opening: [UInt8] = []
    private var hasBegun = false
    private var hasShown = false
    private var hasShownCalls = false
    /// Up to where the client knows all.
    private var last = EventID.zero
    /// Tells apart what the edge itself says at one place.
    private var notes = 0

    init(run: RunID, in language: Language = .korean) {
        self.run = run
        self.language = language
    }

    /// Goes on for a client that has seen a part.
    ///
    /// - Parameter beginning: The run's first entries, among which is what the chunks say of the whole.
    init(run: RunID, after place: EventID, beginning: [LogEntry], in language: Language = .korean) {
        self.run = run
        self.language = language
        self.last = place
        guard let entry = beginning.first(where: { $0.event.type == .completion }), entry.id <= place else { return }
        self.head = try? CompletionHead.decoded(from: entry.event.payload)
        self.opening = self.head.map(self.opening) ?? []
        self.hasBegun = true
        self.hasShown = entry.id < place
    }

    /// The completion's id.
    static func id(of run: RunID) -> String { "chatcmpl-\(run)" }

    mutating func frames(for event: ViewerEvent) throws -> [[UInt8]] {
        guard !self.isOver else { return [] }
        switch event {
        case .events(let entries):
            var frames: [[UInt8]] = []
            for entry in entries where !self.isOver {
                if let frame = try self.frame(for: entry) { frames.append(frame) }
                self.last = entry.id
            }
            return frames
        case .restarted(let id):
            self.last = id
            return self.hasShown ? [try self.broken(.beganAnew)] : []
        case .resync(_, let id):
            self.last = id
            return [try self.broken(.beganAnew)]
        case .broken(let failure, let id):
            self.last = id
            return [try self.broken(failure)]
        case .ping:
            return [StreamMarks.ping]
        case .ended(let entry) where entry.event.type == .completed:
            return [try self.ending(entry) + StreamMarks.done]
        case .ended(let entry):
            let failure = (try? RunFailure.decoded(from: entry.event.payload)) ?? .workerLost
            return [try self.written(self.told(failure), id: entry.id) + StreamMarks.done]
        case .endedBefore:
            return [StreamMarks.done]
        }
    }

    private mutating func frame(for entry: LogEntry) throws -> [UInt8]? {
        let payload = entry.event.payload
        switch entry.event.type {
        case .completion:
            guard !self.hasShown else { return try self.broken(.beganAnew) }
            self.head = try CompletionHead.decoded(from: payload)
            self.opening = self.head.map(self.opening) ?? []
            guard !self.hasBegun else { return nil }
            self.hasBegun = true
            return try self.chunk(Array(#"{"role":"assistant","content":""}"#.utf8), id: entry.id)
        case .text:
            return try self.shown(#"{"content":"#, entry) { JSONString.append(payload, to: &$0) }
        case .reasoning:
            return try self.shown(#"{"reasoning_content":"#, entry) { JSONString.append(payload, to: &$0) }
        case .toolCalls:
            self.hasShownCalls = true
            return try self.shown(#"{"tool_calls":"#, entry) { $0 += payload }
        default:
            return nil
        }
    }

    private mutating func shown(
        _ name: String,
        _ entry: LogEntry,
        _ value: (inout [UInt8]) -> Void
    ) throws -> [UInt8] {
        // The log does not hold its beginning any more.
        guard self.head != nil else { return try self.broken(.replayUnavailable) }
        self.hasShown = true
        var delta = Array(name.utf8)
        delta.reserveCapacity(entry.event.payload.count + 64)
        value(&delta)
        delta.append(UInt8(ascii: "}"))
        return try self.chunk(delta, id: entry.id)
    }

    // MARK: - The end

    private mutating func ending(_ entry: LogEntry) throws -> [UInt8] {
        guard var head = self.head else { return try self.broken(.replayUnavailable) }
        let completed = (try? Completed.decoded(from: entry.event.payload)) ?? Completed()
        if let model = completed.model {
            head.model = model
            self.opening = self.opening(head)
        }
        let reason = completed.finishReason ?? (self.hasShownCalls ? "tool_calls" : "stop")
        guard head.includeUsage else {
            return try self.chunk(Array("{}".utf8), finishReason: reason, id: entry.id)
        }
        // A client that comes back after the first of the two gets both again, none after the second.
        let finish = try self.written(self.json(delta: Array("{}".utf8), finishReason: reason), id: self.note())
        return try finish + self.written(self.usage(completed.usage, head), id: entry.id)
    }

    /// The chunk without a choice that tells the usage; null where the provider did not say it.
    private func usage(_ usage: TokenUsage?, _ head: CompletionHead) throws -> [UInt8] {
        let told = try usage.map { try Self.json(CompletionUsage($0)) } ?? Array("null".utf8)
        return self.common(head) + Array(#""choices":[],"usage":"#.utf8) + told + [UInt8(ascii: "}")]
    }

    /// Ends the stream with an error; the run may go on.
    private mutating func broken(_ failure: RunFailure) throws -> [UInt8] {
        self.isOver = true
        return try self.written(self.told(failure), id: self.note()) + StreamMarks.done
    }

    private func told(_ failure: RunFailure) throws -> [UInt8] {
        try Self.json(OpenAIError(failure).body(in: self.language))
    }

    // MARK: - Bytes

    private func common(_ head: CompletionHead) -> [UInt8] {
        var bytes = Array(
            #"{"id":"\#(Self.id(of: self.run))","object":"chat.completion.chunk","created":\#(head.created),"model":"#
                .utf8
        )
        JSONString.append(Array(head.model.utf8), to: &bytes)
        bytes.append(UInt8(ascii: ","))
        return bytes
    }

    private func opening(_ head: CompletionHead) -> [UInt8] {
        self.common(head) + Array(#""choices":[{"index":0,"delta":"#.utf8)
    }

    private func json(delta: [UInt8], finishReason: String? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(self.opening.count + delta.count + 64)
        bytes += self.opening
        bytes += delta
        bytes += Array(#","finish_reason":"#.utf8)
        if let finishReason {
            JSONString.append(Array(finishReason.utf8), to: &bytes)
        } else {
            bytes += Array("null".utf8)
        }
        bytes += Array("}]".utf8)
        if self.head?.includeUsage == true { bytes += Array(#","usage":null"#.utf8) }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private func chunk(_ delta: [UInt8], finishReason: String? = nil, id: EventID) throws -> [UInt8] {
        try self.written(self.json(delta: delta, finishReason: finishReason), id: id)
    }

    private func written(_ json: [UInt8], id: EventID) throws -> [UInt8] {
        try self.written(json, id: StreamCursor(run: self.run, event: id))
    }

    private func written(_ json: [UInt8], id: StreamCursor) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count + 80)
        try EventStreamEncoder.append(data: json, id: id.description, to: &bytes)
        return bytes
    }

    /// The id of what the edge says itself.
    private mutating func note() -> StreamCursor {
        self.notes += 1
        return StreamCursor(run: self.run, event: self.last, suffix: "e\(self.notes)")
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        // The same event has the same bytes each time that it is shown.
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return Array(try encoder.encode(value))
    }
}

extension RunFailure {
    /// The answer began anew after a part of it was shown to a client that cannot take it back.
    static let beganAnew = RunFailure(.beganAnew)
}
