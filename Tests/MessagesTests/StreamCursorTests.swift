import Messages
import Testing

@Suite struct StreamCursorTests {
    static let run = "0123456789abcdef"

    @Test(arguments: [
        ("\(run):1-5", EventID(1, 5), String?.none), ("\(run):0-0", .zero, nil),
        ("\(run):2-7.resync", EventID(2, 7), "resync"),
        ("\(run):0-0.e1", .zero, "e1"), ("\(run):1-1.a.b:c", EventID(1, 1), "a.b:c"),
        ("\(run):1-1.", EventID(1, 1), ""),
    ])
    func aCursorIsReadAndWrittenAlike(text: String, event: EventID, suffix: String?) throws {
        let cursor = try #require(StreamCursor(text))
        #expect(cursor.run.description == Self.run)
        #expect(cursor.event == event)
        #expect(cursor.suffix == suffix)
        #expect(cursor.description == text)
    }

    @Test(arguments: [
        "", ":", "17", "1-5", run, "\(run):", "\(run):5", "\(run):1-5:1", ":1-5", "\(run) :1-5", "\(run): 1-5",
        "\(run):1-5 .r",
        "SHOUTED-RUN-ID:1-5", "short:1-5", "\(run):.r", "\(run):-1-5", "\(run):1--5", "chatcmpl-9bQ:3",
    ])
    func anIDThatIsNotOursIsNoCursor(text: String) {
        #expect(StreamCursor(text) == nil)
    }
}
