import Messages
import Testing

@Suite struct ConversationIDTests {
    @Test(arguments: [
        "a", "0", "thread_123", "550e8400-e29b-41d4-a716-446655440000", "user@host:7~x.y",
        String(repeating: "a", count: 128),
    ])
    func anIdOfAClientIsTaken(text: String) {
        #expect(ConversationID(text)?.description == text)
    }

    @Test(arguments: [
        "", ".", "..", "-", "a b", "a/b", "a\n", "가", "a{b}", "a%20", "a?b", "a#b",
        String(repeating: "a", count: 129),
    ])
    func whatNoPathTakesIsRefused(text: String) {
        #expect(ConversationID(text) == nil)
    }
}
