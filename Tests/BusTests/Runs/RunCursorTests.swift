import Bus
import Messages
import TestSupport
import Testing

@Suite struct RunCursorTests {
    struct Case: Sendable, CustomStringConvertible {
        var last: EventID
        var id: EventID
        /// What the epoch says it follows and whether it keeps the text, where the entry begins one.
        var started: (after: EventID, keep: Bool)?
        var inbox: RunCursor.Action
        var log: RunCursor.Action

        init(
            _ last: (UInt64, UInt64),
            _ id: (UInt64, UInt64),
            after: (UInt64, UInt64)? = nil,
            keep: Bool = true,
            _ inbox: RunCursor.Action,
            log: RunCursor.Action? = nil
        ) {
            self.last = EventID(last.0, last.1)
            self.id = EventID(id.0, id.1)
            self.started = after.map { (EventID($0.0, $0.1), keep) }
            self.inbox = inbox
            self.log = log ?? inbox
        }

        var description: String {
            let start = self.started.map { " starting after \($0.after)\($0.keep ? "" : " anew")" } ?? ""
            return "\(self.id)\(start) at \(self.last)"
        }
    }

    static let cases: [Case] = [
        // The next, a repeat, a hole.
        Case((1, 1), (1, 2), .deliver),
        Case((1, 1), (1, 1), .ignore),
        Case((1, 5), (1, 3), .ignore),
        Case((1, 1), (1, 4), .readLog(after: EventID(1, 1)), log: .resync),
        // The first entry of a run: whoever saw nothing has nothing to drop.
        Case((0, 0), (1, 1), after: (0, 0), .deliver),
        Case((0, 0), (1, 1), after: (0, 0), keep: false, .deliver),
        Case((0, 0), (3, 1), after: (0, 0), keep: false, .deliver),
        Case((0, 0), (1, 2), .readLog(after: .zero), log: .resync),
        // A later epoch that follows the cursor.
        Case((1, 1), (2, 2), after: (1, 1), .deliver),
        Case((1, 5), (2, 6), after: (1, 5), keep: false, .restart),
        Case((1, 5), (9, 6), after: (1, 5), .deliver),
        // A later epoch that follows another place: less (the store lost a tail), or more (the inbox lost some).
        Case((1, 5), (2, 4), after: (1, 3), .readLog(after: EventID(1, 5)), log: .resync),
        Case((1, 5), (2, 4), after: (1, 3), keep: false, .restart),
        Case((1, 5), (2, 9), after: (1, 8), .readLog(after: EventID(1, 5)), log: .resync),
        Case((1, 5), (2, 9), after: (1, 8), keep: false, .restart),
        Case((1, 5), (2, 1), after: (0, 0), .readLog(after: EventID(1, 5)), log: .resync),
        // A later epoch whose beginning is missing.
        Case((1, 5), (2, 7), .readLog(after: EventID(1, 5)), log: .resync),
        Case((1, 5), (2, 6), .readLog(after: EventID(1, 5)), log: .resync),
        // The late writer of a lost epoch.
        Case((2, 6), (1, 7), .ignore),
        Case((2, 6), (1, 700), .ignore),
        Case((2, 6), (1, 1), after: (0, 0), .ignore),
        // A cursor that a client made up.
        Case((1, .max), (1, 6), .ignore),
        Case((1, .max), (2, 6), .readLog(after: EventID(1, .max)), log: .resync),
        Case((.max, .max), (2, 6), .ignore),
    ]

    private func received(_ test: Case, isFromLog: Bool) -> (action: RunCursor.Action, last: EventID) {
        var cursor = RunCursor(last: test.last)
        let type: RunEventType = test.started == nil ? .text : .started
        let started = test.started.map {
            Started(worker: ReplicaID(instance: "w", boot: "b"), after: $0.after, keep: $0.keep)
        }
        let entry = LogEntry(id: test.id, event: RunEvent(type, []))
        return (cursor.received(entry, started: started, isFromLog: isFromLog), cursor.last)
    }

    @Test(arguments: cases) func anEntryFromTheInbox(_ test: Case) {
        let (action, last) = self.received(test, isFromLog: false)
        #expect(action == test.inbox)
        #expect(last == (self.moves(action) ? test.id : test.last))
    }

    @Test(arguments: cases) func anEntryFromTheLog(_ test: Case) {
        let (action, last) = self.received(test, isFromLog: true)
        #expect(action == test.log)
        #expect(last == (self.moves(action) ? test.id : test.last))
    }

    private func moves(_ action: RunCursor.Action) -> Bool {
        switch action {
        case .deliver, .restart, .resync: true
        case .ignore, .readLog: false
        }
    }

    @Test func aCursorThatIsMovedGoesOnFromThere() {
        var cursor = RunCursor()
        cursor.move(to: EventID(3, 9))
        let entry = LogEntry(id: EventID(3, 10), event: .text("x"))
        #expect(cursor.received(entry, started: nil, isFromLog: false) == .deliver)
    }
}
