import Bus
import FoundationEssentials
import Messages
import ServerSentEvents

/// Writes a chat's events as server-sent events: text as it is, everything else as JSON (contract §6.1, §6.3).
struct ChatFrames: EventFrames {
    let run: RunID
    /// The reader's, for what went wrong.
    let language: Language
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
                switch entry.event.type {
                case .text: try self.frame(entry.id, event: nil, entry.event.payload)
                case .sources, .progress, .task, .result:
                    try self.frame(entry.id, event: entry.event.type.rawValue, entry.event.payload)
                default: nil
                }
            }
        case .restarted(let id):
            return [try self.frame(id, event: "restarted", Array(#"{"reason":"worker-lost"}"#.utf8))]
        case .resync(let text, let id):
            let payload = try JSONEncoder().encode(Resync(reason: "gap", text: String(decoding: text, as: UTF8.self)))
            return [try self.note(id, event: "resync", Array(payload))]
        case .broken(let failure, let id):
            return [try self.note(id, event: "error", try failure.told(in: self.language).encoded()) + StreamMarks.done]
        case .ping:
            return [StreamMarks.ping]
        case .ended(let entry) where entry.event.type == .completed:
            return [StreamMarks.done]
        case .ended(let entry):
            let payload = try self.told(entry.event.payload)
            return [try self.frame(entry.id, event: "error", payload) + StreamMarks.done]
        case .endedBefore:
            return [StreamMarks.done]
        }
    }

    private struct Resync: Encodable {
        var reason: String
        var text: String
    }

    /// A failure of the log in the reader's language; what is no text of ours stays as it is.
    private func told(_ payload: [UInt8]) throws -> [UInt8] {
        guard let failure = try? RunFailure.decoded(from: payload), failure.reason != nil else { return payload }
        return try failure.told(in: self.language).encoded()
    }

    private func frame(_ id: EventID, event: String?, _ payload: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 80)
        let cursor = StreamCursor(run: self.run, event: id)
        try EventStreamEncoder.append(data: payload, event: event, id: cursor.description, to: &bytes)
        return bytes
    }

    private mutating func note(_ id: EventID, event: String, _ payload: [UInt8]) throws -> [UInt8] {
        self.notes += 1
        let cursor = StreamCursor(run: self.run, event: id, suffix: "e\(self.notes)")
        var bytes: [UInt8] = []
        try EventStreamEncoder.append(data: payload, event: event, id: cursor.description, to: &bytes)
        return bytes
    }
}
