/// A task as the backend shows it; fields that are null are left out there.
struct DWPTask: Sendable, Equatable, Decodable {
    var taskId: String
    var taskType: String?
    /// `REQUESTED`, `IN_PROGRESS`, `COMPLETED` or `FAILED`; what else may come is no end.
    var status: String
    var progress: Int?
    var description: String?
    var startedAt: DWPTimestamp?
    var createdAt: DWPTimestamp?

    var isRequested: Bool { self.status == "REQUESTED" }
    var hasEnded: Bool { self.status == "COMPLETED" || self.status == "FAILED" }
    var hasCompleted: Bool { self.status == "COMPLETED" }

    /// Whether an id can stand in a path and a key.
    static func isUsable(_ id: String) -> Bool {
        (1...100).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && !"{}/?#%".utf8.contains($0)
            }
    }
}
