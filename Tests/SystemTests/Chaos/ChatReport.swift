import Messages

/// What one client saw of its chat.
struct ChatReport: Sendable {
    enum Step {
        case goOn
        /// This edge says no more; another may.
        case comeBack
        case over
    }

    let number: Int
    /// How long an answer was asked for.
    let words: Int
    /// The run that the client was told; nil for one that was never acknowledged.
    private(set) var run: RunID?
    private(set) var events: [EventStream.Event] = []
    private(set) var lastEventID: String?
    /// The failure that the client was told at the end.
    private(set) var failure: String?
    var visits = 1
    var problems: [String] = []

    private var place = EventID.zero
    private var mustComeBack = false

    init(number: Int, words: Int = TaggedAnswer.words) {
        self.number = number
        self.words = words
    }

    /// Takes the id of the run whose stream begins.
    mutating func join(_ run: String) {
        guard let run = RunID(run) else { return self.problems.append("is told no run") }
        if let known = self.run, known != run { self.problems.append("is told run \(run) after \(known)") }
        self.run = run
    }

    /// Takes the next event, and says what the client does then.
    mutating func take(_ event: EventStream.Event) -> Step {
        guard event.data != "[DONE]" else {
            defer { self.mustComeBack = false }
            return self.mustComeBack ? .comeBack : .over
        }
        guard let id = event.id, let cursor = StreamCursor(id) else {
            self.problems.append("gets an event without a place: \(event)")
            return .goOn
        }
        if cursor.run != self.run { self.problems.append("gets an event of run \(cursor.run)") }
        let isRepeated = cursor.suffix == nil ? cursor.event <= self.place : cursor.event < self.place
        if isRepeated { self.problems.append("gets \(id) after \(self.place)") }
        self.place = cursor.event
        self.lastEventID = id
        if event.name == "error" {
            // What the edge says itself is about this stream, what the log says is about the run.
            let type = event.field("errorType") ?? ""
            let isAboutStream = cursor.suffix != nil && ["ServerShutdown", "BusUnavailable"].contains(type)
            if isAboutStream { self.mustComeBack = true } else { self.failure = type }
        } else {
            self.events.append(event)
        }
        return .goOn
    }
}
