import Bus
import Messages

/// What `GET /runs/{id}` tells of a run.
struct RunSnapshot: Encodable, Sendable {
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
    var usage: TokenUsage?
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
            self.usage = (try? Completed.decoded(from: terminal.payload))?.usage
        case .cancelled:
            self.status = .cancelled
        default:
            self.status = .failed
        }
        if terminal.type != .completed {
            self.error = (try? RunFailure.decoded(from: terminal.payload))?.told(in: language)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.runId, forKey: .runId)
        try container.encode(self.kind, forKey: .kind)
        try container.encode(self.status, forKey: .status)
        try container.encode(self.epoch, forKey: .epoch)
        try container.encode(self.worker, forKey: .worker)
        try container.encode(self.text, forKey: .text)
        try container.encode(self.lastEventId, forKey: .lastEventId)
        try container.encode(self.createdAt, forKey: .createdAt)
        try container.encodeIfPresent(self.usage, forKey: .usage)
        try container.encodeIfPresent(self.error, forKey: .error)
        try container.encodeIfPresent(self.taskId, forKey: .taskId)
        try container.encodeIfPresent(self.feedback, forKey: .feedback)
    }

    private enum CodingKeys: String, CodingKey {
        case runId, kind, status, epoch, worker, text, lastEventId, createdAt, usage, error, taskId, feedback
    }
}
