import Messages
import Testing

@Suite struct EventIDTests {
    @Test(arguments: [
        ("0-0", EventID.zero), ("1-1", EventID(1, 1)), ("12-345", EventID(12, 345)), ("3-0", EventID(3, 0)),
        ("18446744073709551615-18446744073709551615", EventID(.max, .max)),
    ])
    func aWellFormedIDIsReadAndWrittenAlike(text: String, id: EventID) {
        #expect(EventID(text) == id)
        #expect(id.description == text)
    }

    @Test(arguments: [
        "", "-", "1", "1-", "-1", "1-2-3", "1--2", "1--0", "--0", "-0-0", "+1-1", "1-+1", " 1-1", "1-1 ", "1-1\n",
        "a-1", "1-a",
        "1:1", "1-1.r", "0x1-1", "1_0-1", "１-１", "18446744073709551616-0", "0-18446744073709551616",
    ])
    func anythingElseIsNoID(text: String) {
        #expect(EventID(text) == nil)
    }

    @Test func anEpochCountsMoreThanASequence() {
        let ordered = [EventID.zero, EventID(1, 1), EventID(1, 2), EventID(1, 10), EventID(2, 1), EventID(10, 1)]
        #expect(ordered.reversed().sorted() == ordered)
        #expect(EventID(2, 1) > EventID(1, .max))
    }

    @Test func theNextIDIsOneFurtherInTheSameEpoch() {
        #expect(EventID(3, 7).next == EventID(3, 8))
    }

    @Test func theNextOfAClientsGreatestIDDoesNotTrap() {
        #expect(EventID(1, .max).next < EventID(1, .max))
    }
}
