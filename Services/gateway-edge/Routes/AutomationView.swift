import Bus
import FoundationEssentials
import Messages

/// What clients are told of an automation. Times are by the clocks of its zone.
struct AutomationView: Encodable, Sendable {
    var id: String
    var instruction: String
    /// As it was asked for; null for at once.
    var schedule: String?
    var timeZone: String
    var status: AutomationStanding.Status
    var nextRunAt: String?
    var lastRunAt: String?
    var lastRunId: String?
    /// How the latest run that has ended did.
    var lastRunStatus: AutomationStanding.Outcome?
    var runCount: Int
    /// Due times that were passed over because the run before still went on.
    var skippedCount: Int
    /// The latest, the newest first.
    var runIds: [String]
    var createdAt: String

    init(_ entry: AutomationEntry) {
        let (automation, standing) = (entry.automation, entry.standing)
        let time = { (milliseconds: Int64) in Self.text(of: milliseconds, in: automation.schedule.zone) }
        self.id = automation.id.description
        self.instruction = automation.instruction
        self.schedule = automation.schedule.text
        self.timeZone = automation.schedule.zone.identifier
        self.status = standing.status
        self.nextRunAt = standing.due.map(time)
        self.lastRunAt = standing.lastRunAt.map(time)
        self.lastRunId = standing.runs.last?.description
        self.lastRunStatus = standing.lastOutcome
        self.runCount = standing.runCount
        self.skippedCount = standing.skipped
        self.runIds = standing.runs.reversed().map(\.description)
        self.createdAt = time(automation.created)
    }

    /// A time in Unix milliseconds as a zone's clocks show it.
    static func text(of milliseconds: Int64, in zone: TimeZone) -> String {
        LocalTimestamp.text(of: milliseconds + zone.offset(at: milliseconds / 1000) * 1000)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.id, forKey: .id)
        try container.encode(self.instruction, forKey: .instruction)
        try container.encode(self.schedule, forKey: .schedule)
        try container.encode(self.timeZone, forKey: .timeZone)
        try container.encode(self.status, forKey: .status)
        try container.encode(self.nextRunAt, forKey: .nextRunAt)
        try container.encode(self.lastRunAt, forKey: .lastRunAt)
        try container.encode(self.lastRunId, forKey: .lastRunId)
        try container.encode(self.lastRunStatus, forKey: .lastRunStatus)
        try container.encode(self.runCount, forKey: .runCount)
        try container.encode(self.skippedCount, forKey: .skippedCount)
        try container.encode(self.runIds, forKey: .runIds)
        try container.encode(self.createdAt, forKey: .createdAt)
    }

    private enum CodingKeys: String, CodingKey {
        case id, instruction, schedule, timeZone, status, nextRunAt, lastRunAt, lastRunId, lastRunStatus, runCount
        case skippedCount, runIds, createdAt
    }
}

/// A page of automations, the newest first.
struct AutomationPage: Encodable, Sendable {
    var automations: [AutomationView]
    var total: Int
    var offset: Int
    var limit: Int
}
