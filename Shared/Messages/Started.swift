/// The first entry of every epoch: who writes it, what it follows and what becomes of the text so far.
package struct Started: EventPayload {
    /// The worker that owns the epoch.
    package var worker: ReplicaID
    /// The last entry of the log when the epoch began.
    package var after: EventID
    /// Whether the text so far stands; otherwise the answer begins anew.
    package var keep: Bool

    package init(worker: ReplicaID, after: EventID, keep: Bool) {
        self.worker = worker
        self.after = after
        self.keep = keep
    }

    private enum CodingKeys: String, CodingKey {
        case worker, after, keep
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.worker = try container.decode(ReplicaID.self, forKey: .worker)
        guard let after = EventID(try container.decode(String.self, forKey: .after)) else {
            throw DecodingError.dataCorruptedError(forKey: .after, in: container, debugDescription: "not an event id")
        }
        self.after = after
        self.keep = try container.decode(Bool.self, forKey: .keep)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.worker, forKey: .worker)
        try container.encode(self.after.description, forKey: .after)
        try container.encode(self.keep, forKey: .keep)
    }
}
