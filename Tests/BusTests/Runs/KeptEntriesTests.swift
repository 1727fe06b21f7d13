@testable import Bus
import Messages
import TestSupport
import Testing

@Suite struct KeptEntriesTests {
    static let entries: [LogEntry] = [
        LogEntry(id: EventID(1, 1), event: RunEvent(.started, Array("{}".utf8))),
        LogEntry(id: EventID(1, 2), event: .text("한")),
        LogEntry(id: EventID(1, 3), event: .text("")),
        LogEntry(id: EventID(1, 4), event: .text("글 🙂\n")),
        LogEntry(id: EventID(1, 5), event: RunEvent(RunEventType(rawValue: "sources"), [0, 255])),
        LogEntry(id: EventID(1, 6), event: .text("a")),
        LogEntry(id: EventID(2, 7), event: .text("b")),
        LogEntry(id: EventID(2, 8), event: .text("c")),
        LogEntry(id: EventID(2, 10), event: .text("after a hole")),
        LogEntry(id: EventID(2, 11), event: .completed),
    ]

    private var kept: KeptEntries {
        var kept = KeptEntries()
        for entry in Self.entries { kept.append(entry) }
        return kept
    }

    @Test(arguments: [EventID.zero] + entries.map(\.id) + [EventID(1, 100), EventID(2, 9), EventID(3, 0)])
    func everythingAfterAPlaceIsTakenOutInOrderAndTheRestStays(id: EventID) {
        var kept = self.kept
        #expect(kept.removeAll(after: id) == Self.entries.filter { $0.id > id })
        let left = Self.entries.filter { $0.id <= id }
        #expect(kept.count == left.count)
        #expect(kept.byteCount == left.map(\.event.payload.count).reduce(0, +))
        kept.append(LogEntry(id: EventID(3, 1), event: .text("more")))
        #expect(kept.removeAll(after: .zero).dropLast() == left[...])
    }

    @Test func whatIsKeptIsCounted() {
        #expect(self.kept.count == Self.entries.count)
        #expect(self.kept.byteCount == Self.entries.map(\.event.payload.count).reduce(0, +))
    }
}
