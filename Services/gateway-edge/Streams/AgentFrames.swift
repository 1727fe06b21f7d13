import Bus
import FoundationEssentials
import Messages
import ServerSentEvents

/// Writes an agent's events in DWP's protocol: named, each with its fields twice, flat and under `data`, for the two
/// kinds of readers that there are (contract §6.3, §6.5).
struct AgentFrames: EventFrames {
    let run: RunID
    /// The reader's, for what went wrong.
    let language: Language
    /// Unix seconds, for what the log keeps no time of.
    var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    /// Up to where the client knows all.
    private var last = EventID.zero
    /// Tells apart what the edge itself says at one place.
    private var notes = 0

    init(run: RunID, in language: Language = .korean) {
        self.run = run
        self.language = language
    }

    mutating func frames(for event: ViewerEvent) throws -> [[UInt8]] {
        switch event {
        case .events(let entries):
            return try entries.compactMap { entry in
                self.last = entry.id
                return try self.frame(of: entry)
            }
        case .restarted(let id):
            return [try self.frame(self.cursor(id), "restarted", Reason(reason: "worker-lost"))]
        case .resync(let text, let id):
            let resync = Resync(reason: "gap", text: String(decoding: text, as: UTF8.self))
            return [try self.frame(self.note(id), "resync", resync)]
        case .broken(let failure, let id):
            return [try self.frame(self.note(id), "error", Failure(failure.told(in: self.language))), StreamMarks.done]
        case .ping:
            return [StreamMarks.ping]
        case .ended(let entry):
            return try self.ending(entry)
        case .endedBefore:
            return [StreamMarks.done]
        }
    }

    // MARK: - What is said

    private struct Content: Encodable {
        var content: String
        /// More of the same answer, to be added to what was said.
        var chunk = true
    }

    private struct Reason: Encodable {
        var reason: String
    }

    private struct Resync: Encodable {
        var reason: String
        var text: String
    }

    private struct Failure: Encodable {
        var error: String
        var errorType: String
        var message: String
        var metadata: [String: String] = [:]

        init(_ failure: RunFailure) {
            self.error = failure.error
            self.errorType = failure.errorType.rawValue
            self.message = failure.message
        }
    }

    private struct End: Encodable {
        var message: String
        var status: String
    }

    /// One event of the log; nil for what the agent keeps for itself.
    private func frame(of entry: LogEntry) throws -> [UInt8]? {
        let payload = entry.event.payload
        let cursor = self.cursor(entry.id)
        switch entry.event.type {
        case .text:
            return try self.frame(cursor, "content", Content(content: String(decoding: payload, as: UTF8.self)))
        case .rewritten:
            let text = String(decoding: payload, as: UTF8.self)
            return try self.frame(cursor, "resync", Resync(reason: "worker-lost", text: text))
        case .agentStarted, .thought, .planStep, .planStepUpdate, .timelineStepUpdate, .toolExecution, .approvalAsked:
            return try self.frame(cursor, entry.event.type.rawValue, fields: payload)
        case .approvalExpired:
            return try self.frame(cursor, "failed", fields: payload)
        case .sources:
            return try self.frame(cursor, "sources", fields: payload, timestamp: self.now())
        default:
            return nil
        }
    }

    /// The last events; the very last is one write with the mark of the end (contract §1.5, G4).
    private mutating func ending(_ entry: LogEntry) throws -> [[UInt8]] {
        guard entry.event.type != .completed else {
            let end = End(message: SystemWords.agentCompleted.text(in: self.language), status: "completed")
            return [try self.frame(self.cursor(entry.id), "end", end) + StreamMarks.done]
        }
        let stored = (try? RunFailure.decoded(from: entry.event.payload)) ?? .workerLost
        let failure = stored.told(in: self.language)
        let status =
            switch failure.errorType {
            case .rejected: "rejected"
            case .cancelled: "cancelled"
            default: "failed"
            }
        // Who has seen the error alone must still be told of the end.
        return [
            try self.frame(self.note(self.last), "error", Failure(failure)),
            try self.frame(self.cursor(entry.id), "end", End(message: failure.message, status: status))
                + StreamMarks.done,
        ]
    }

    // MARK: - Frames

    private func cursor(_ id: EventID) -> StreamCursor {
        StreamCursor(run: self.run, event: id)
    }

    private mutating func note(_ id: EventID) -> StreamCursor {
        self.notes += 1
        return StreamCursor(run: self.run, event: id, suffix: "e\(self.notes)")
    }

    private func frame(_ cursor: StreamCursor, _ type: String, _ fields: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return try self.frame(cursor, type, fields: Array(try encoder.encode(fields)), timestamp: self.now())
    }

    /// - Parameters:
    ///   - fields: A JSON object with at least one field.
    ///   - timestamp: Added to the fields; nil where they have one.
    private func frame(
        _ cursor: StreamCursor,
        _ type: String,
        fields: [UInt8],
        timestamp: Int64? = nil
    ) throws -> [UInt8] {
        var inner = Array(timestamp.map { #""timestamp":\#($0),"# }?.utf8 ?? "".utf8)
        inner += fields.dropFirst()
        var data = Array(#"{"type":"\#(type)","version":"1.0","#.utf8)
        data.reserveCapacity(2 * inner.count + 80)
        data += inner.dropLast()
        data += #","data":{"type":"\#(type)","#.utf8
        data += inner
        data.append(UInt8(ascii: "}"))
        var bytes: [UInt8] = []
        try EventStreamEncoder.append(data: data, event: type, id: cursor.description, to: &bytes)
        return bytes
    }
}
