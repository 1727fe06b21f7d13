import Bus
import Messages

/// What `GET /runs/{id}` tells of a run.
struct RunSnapshot: Sendable {
    enum Status: String, Encodable {
        case queued, running, completed, failed, cancelled
    }

    var runId: String
    var kind: String
    var status: Status
    var epoch: UInt64
    /// The instance that works on it, or did last.
    var worker: String?
    var text: String
    var lastEventId: String?
    var createdAt: String
    /// The JSON of ``TokenUsage``, as the worker wrote it.
    var usage: String?
    var error: RunFailure?
    /// The DWP task that stands for the run.
    var taskId: String?
    /// What its caller thinks of it.
    var feedback: FeedbackView?

    init(_ record: RunRecord, _ transcript: Transcript, in language: Language = .korean) {
        self.runId = record.run.description
        self.kind = record.kind.rawValue
        self.epoch = max(record.epoch, transcript.last.epoch)
        self.worker = record.owner?.instance
        self.text = String(decoding: transcript.text, as: UTF8.self)
        let last = StreamCursor(run: record.run, event: transcript.last)
        self.lastEventId = transcript.last == .zero ? nil : last.description
        self.taskId = record.taskId
        self.feedback = record.feedback.map { FeedbackView($0) }
        self.createdAt = LocalTimestamp.text(of: record.created)
        self.status = transcript.last == .zero ? .queued : .running
        guard let terminal = transcript.terminal else { return }
        switch terminal.type {
        case .completed:
            self.status = .completed
            let usage = JSONMembers(of: terminal.payload)?["usage"]
            self.usage = usage == "null" ? nil : usage
        case .cancelled:
            self.status = .cancelled
        default:
            self.status = .failed
        }
        if terminal.type != .completed {
            self.error = (try? RunFailure.decoded(from: terminal.payload))?.told(in: language)
        }
    }

    /// As clients are told it.
    func json() throws -> [UInt8] {
        var object = JSONObjectText(reserving: self.text.utf8.count + 512)
        object.add("runId", self.runId)
        object.add("kind", self.kind)
        object.add("status", self.status.rawValue)
        object.add("epoch", self.epoch)
        object.add("worker", self.worker)
        object.add("text", self.text)
        object.add("lastEventId", self.lastEventId)
        object.add("createdAt", self.createdAt)
        if let usage = self.usage { object.add("usage", json: usage.utf8) }
        if let error = self.error { object.add("error", json: try error.encoded()) }
        if let taskId = self.taskId { object.add("taskId", taskId) }
        if let feedback = self.feedback { object.add("feedback", json: feedback.json) }
        return object.end()
    }
}
