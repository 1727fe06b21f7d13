import Bus
import Messages

/// What administrators are told of a run that goes on; what is asked and said in it is the person's.
struct LiveRunView: Encodable, Sendable {
    var runId: String
    var kind: String
    var user: String
    var status: RunSnapshot.Status
    /// The instance that works on it; nil before one has begun.
    var worker: String?
    var createdAt: String

    init(_ record: RunRecord) {
        self.runId = record.run.description
        self.kind = record.kind.rawValue
        self.user = record.caller.user.description
        self.status = record.epoch == 0 ? .queued : .running
        self.worker = record.owner?.instance
        self.createdAt = LocalTimestamp.text(of: record.created)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.runId, forKey: .runId)
        try container.encode(self.kind, forKey: .kind)
        try container.encode(self.user, forKey: .user)
        try container.encode(self.status, forKey: .status)
        try container.encode(self.worker, forKey: .worker)
        try container.encode(self.createdAt, forKey: .createdAt)
    }

    private enum CodingKeys: String, CodingKey {
        case runId, kind, user, status, worker, createdAt
    }
}
