import Bus
import FoundationEssentials
import Messages

/// What a client asks of `/automation`.
struct AutomationRequest: Sendable, Equatable {
    /// Characters of an instruction, and of a schedule.
    private static let limits = (instruction: 8000, schedule: 200)
    /// How long ago a time may be, milliseconds: clocks differ, and requests take time.
    private static let grace: Int64 = 60_000

    var work: AnalyseQuestion
    var schedule: AutomationSchedule
    var idempotencyKey: String?

    /// Reads `{"instruction","schedule"?,"idempotencyKey"?,"data"?,"documents"?,"model"?}`.
    ///
    /// - Throws: 400 for a body that is no JSON, 422 for fields that cannot be used.
    init(body: [UInt8], language: Language, zone: TimeZone) throws(EdgeError) {
        let fields = try RequestBody.decode(Fields.self, from: body)
        guard fields.instruction.contains(where: { !$0.isWhitespace }) else { throw .invalid(.empty("instruction")) }
        guard fields.instruction.unicodeScalars.count <= Self.limits.instruction else {
            throw .invalid(.tooManyCharacters("instruction", limit: Self.limits.instruction))
        }
        if let key = fields.idempotencyKey, key.isEmpty || key.utf8.count > 255 {
            throw .invalid(.unusable("idempotencyKey"))
        }
        self.idempotencyKey = fields.idempotencyKey
        if let schedule = fields.schedule, schedule.utf8.count > Self.limits.schedule {
            throw .invalid(.tooManyBytes("schedule", limit: Self.limits.schedule))
        }
        do throws(ScheduleError) {
            self.schedule = try AutomationSchedule(fields.schedule, zone: zone)
        } catch {
            throw .invalid(error.words)
        }
        let options = AnalysisOptions(data: fields.data, documents: fields.documents, model: fields.model)
        self.work = try options.analysis(of: fields.instruction, language: language)
        self.work.isAutomation = true
    }

    /// When it first comes due, Unix milliseconds.
    ///
    /// - Throws: 422 for a time that is past, and for a rhythm that never comes.
    func firstDue(at now: Int64) throws(EdgeError) -> Int64 {
        if let time = self.schedule.time {
            guard time >= now - Self.grace else { throw .invalid(.schedulePast) }
            return time
        }
        guard self.schedule.rhythm != nil else { return now }
        guard let next = self.schedule.next(after: now) else { throw .invalid(.scheduleNever) }
        return next
    }

    private struct Fields: Decodable {
        var instruction: String
        var schedule: String?
        var idempotencyKey: String?
        var data: JSONValue?
        var documents: [String]?
        var model: String?
    }
}
