package import Bus
package import Messages
import Testing

/// Holds a store to what ``ConversationStore`` promises.
///
/// - Parameter make: Makes a store with these limits over the same data.
package func expectConversationStoreContract(_ make: (ConversationLimits) -> some ConversationStore) async throws {
    let store = make(ConversationLimits())
    try await expectTurnsAreKept(store)
    try await expectARepeatedTurnIsNoOther(store)
    try await expectEverybodyHasTheirOwn(store)
    try await expectConversationsAreListed(store)
    try await expectTheLatestSummaryStands(store)
    try await expectADeletedConversationIsGone(store)
    try await expectTheOldestTurnsGo(make)
    try await expectTheOldestConversationsGo(make(ConversationLimits(conversations: 3)))
}

extension ConversationTurn {
    /// A question and its answer.
    package static func sample(
        _ question: String,
        _ answer: String,
        run: RunID = .random(),
        at: Int64 = 1_790_000_000_000
    ) -> ConversationTurn {
        let messages = [ChatMessage(role: .user, content: question), ChatMessage(role: .assistant, content: answer)]
        return ConversationTurn(run: run, at: at, messages: messages)
    }
}

extension ConversationID {
    /// A conversation that no other test has.
    package static func fresh() throws -> ConversationID {
        try #require(ConversationID("Thread_1~a@b:c.\(RunID.random())"))
    }
}

extension Caller {
    /// A caller that no other test has, with a name that would break a careless key.
    fileprivate static func fresh() throws -> Caller {
        try .of("t}{:%1", "사용자 {\(RunID.random())}")
    }
}

private func expectTurnsAreKept(_ store: some ConversationStore) async throws {
    let (caller, id) = (try Caller.fresh(), try ConversationID.fresh())
    #expect(try await store.conversation(id, of: caller) == nil)
    var first = ConversationTurn.sample("  첫 질문\n\"/\u{0}  둘째 줄", "답 👋", at: 1_790_000_000_001)
    first.messages.insert(
        ChatMessage(role: .tool, content: "{}", toolCallId: "call_1"),
        at: 1
    )
    let second = ConversationTurn.sample("second", "b", at: 1_790_000_000_002)
    #expect(try await store.put(first, in: id, of: caller))
    #expect(try await store.put(second, in: id, of: caller))
    let head = ConversationHead(
        id: id,
        title: "첫 질문 \"/\u{0} 둘째 줄",
        created: first.at,
        updated: second.at,
        messageCount: 5
    )
    let all = Conversation(head: head, turns: [first, second])
    #expect(try await store.conversation(id, of: caller) == all)
}

private func expectARepeatedTurnIsNoOther(_ store: some ConversationStore) async throws {
    let (caller, id) = (try Caller.fresh(), try ConversationID.fresh())
    var turns = (1...3).map { ConversationTurn.sample("q\($0)", "a\($0)", at: Int64($0)) }
    for turn in turns { _ = try await store.put(turn, in: id, of: caller) }
    turns[1] = .sample("q2", "another answer", run: turns[1].run, at: 9)
    turns[1].messages.append(ChatMessage(role: .assistant, content: "and more"))
    for _ in 0..<2 { #expect(try await store.put(turns[1], in: id, of: caller)) }
    let conversation = try #require(try await store.conversation(id, of: caller))
    #expect(conversation.turns == turns)
    #expect(conversation.head.messageCount == 7)
    #expect(conversation.head.created == 1)
    #expect(conversation.head.updated == 9)

    let same = ConversationTurn.sample("q", "a")
    let crowded = try ConversationID.fresh()
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        for _ in 0..<20 { tasks.addTask { _ = try await store.put(same, in: crowded, of: caller) } }
        try await tasks.waitForAll()
    }
    #expect(try await store.conversation(crowded, of: caller)?.turns == [same])
}

private func expectEverybodyHasTheirOwn(_ store: some ConversationStore) async throws {
    let id = try ConversationID.fresh()
    let (tenant, user) = ("\(RunID.random().description.prefix(20))", "\(RunID.random().description.prefix(20))")
    let owner = try Caller.of(tenant, user)
    let strangers = [try Caller.of(tenant, "x"), try Caller.of("x", user), try Caller.of("\(tenant):\(user)", "x")]
    let turn = ConversationTurn.sample("secret", "answer")
    _ = try await store.put(turn, in: id, of: owner)
    for stranger in strangers {
        #expect(try await store.conversation(id, of: stranger) == nil)
        #expect(try await store.conversations(of: stranger, from: nil, limit: 10).conversations.isEmpty)
        #expect(try await !store.delete(id, of: stranger))
        let summary = Conversation.Summary(text: "theirs", turns: 1)
        try await store.summarise(id, of: stranger, created: turn.at, as: summary)
    }
    let kept = try #require(try await store.conversation(id, of: owner))
    #expect(kept.turns == [turn])
    #expect(kept.summary == nil)
}

private func expectConversationsAreListed(_ store: some ConversationStore) async throws {
    let caller = try Caller.fresh()
    #expect(
        try await store.conversations(of: caller, from: nil, limit: 5) == ConversationPage(conversations: [], next: nil)
    )
    var ids: [ConversationID] = []
    for number in 0..<7 {
        ids.append(try .fresh())
        _ = try await store.put(.sample("q\(number)", "a", at: 5), in: ids[number], of: caller)
    }
    // The latest turn counts, not the first.
    _ = try await store.put(.sample("again", "a", at: 6), in: ids[2], of: caller)
    let order = [2, 6, 5, 4, 3, 1, 0]
    var (seen, next): ([ConversationHead], Int64?) = ([], nil)
    var pages = 0
    repeat {
        let page = try await store.conversations(of: caller, from: next, limit: 3)
        #expect(page.conversations.count <= 3)
        seen += page.conversations
        next = page.next
        pages += 1
    } while next != nil && pages < 10
    #expect(pages == 3)
    #expect(seen.map(\.id) == order.map { ids[$0] })
    #expect(seen.map(\.title) == order.map { "q\($0)" })
    #expect(seen.map(\.messageCount) == [4, 2, 2, 2, 2, 2, 2])
    #expect(seen.first?.updated == 6)
    #expect(try await store.conversations(of: caller, from: nil, limit: 7).next == nil)
}

private func expectTheLatestSummaryStands(_ store: some ConversationStore) async throws {
    let (caller, id) = (try Caller.fresh(), try ConversationID.fresh())
    let early = Conversation.Summary(text: "nothing yet", turns: 1)
    try await store.summarise(id, of: caller, created: 7, as: early)
    #expect(try await store.conversation(id, of: caller) == nil, "a summary makes no conversation")
    for number in 0..<3 { _ = try await store.put(.sample("q\(number)", "a", at: 7), in: id, of: caller) }
    func keep(_ text: String, _ turns: Int, created: Int64 = 7) async throws -> Conversation.Summary? {
        try await store.summarise(id, of: caller, created: created, as: .init(text: text, turns: turns))
        return try await store.conversation(id, of: caller)?.summary
    }
    let summary = Conversation.Summary(text: "요약 of two", turns: 2)
    #expect(try await keep(summary.text, 2) == summary)
    #expect(try await keep("of one", 1) == summary)
    #expect(try await keep("of two again", 2) == summary)
    #expect(try await keep("of another's three", 3, created: 8) == summary)
    #expect(try await keep("of three", 3) == .init(text: "of three", turns: 3))
}

private func expectADeletedConversationIsGone(_ store: some ConversationStore) async throws {
    let (caller, id, other) = (try Caller.fresh(), try ConversationID.fresh(), try ConversationID.fresh())
    let turns = (0..<3).map { ConversationTurn.sample("q\($0)", "a", at: 3) }
    for turn in turns { _ = try await store.put(turn, in: id, of: caller) }
    _ = try await store.put(.sample("kept", "a"), in: other, of: caller)
    #expect(try await store.delete(id, of: caller))
    #expect(try await !store.delete(id, of: caller))
    #expect(try await store.conversation(id, of: caller) == nil)
    #expect(try await store.conversations(of: caller, from: nil, limit: 10).conversations.map(\.id) == [other])
    // A run that comes back does not bring it back, a new one begins it anew.
    for turn in turns { #expect(try await !store.put(turn, in: id, of: caller)) }
    #expect(try await store.conversation(id, of: caller) == nil)
    let fresh = ConversationTurn.sample("anew", "a", at: 4)
    #expect(try await store.put(fresh, in: id, of: caller))
    for turn in turns { #expect(try await !store.put(turn, in: id, of: caller)) }
    let conversation = try #require(try await store.conversation(id, of: caller))
    #expect(conversation.turns == [fresh])
    #expect(conversation.head.title == "anew")
    #expect(conversation.summary == nil)
}

private func expectTheOldestTurnsGo(_ make: (ConversationLimits) -> some ConversationStore) async throws {
    let (caller, id) = (try Caller.fresh(), try ConversationID.fresh())
    let few = make(ConversationLimits(messages: 5))
    let turns = (0..<4).map { ConversationTurn.sample("q\($0)", "a", at: 3) }
    for turn in turns { _ = try await few.put(turn, in: id, of: caller) }
    var conversation = try #require(try await few.conversation(id, of: caller))
    #expect(conversation.turns == Array(turns[2...]))
    #expect(conversation.dropped == 2)
    #expect(conversation.head.messageCount == 4)
    #expect(conversation.head.title == "q0", "the title stays")
    #expect(try await !few.put(turns[0], in: id, of: caller), "what went does not come back")
    // One that is still there is replaced in its place.
    let replaced = ConversationTurn.sample("q2", "better", run: turns[2].run, at: 5)
    #expect(try await few.put(replaced, in: id, of: caller))
    #expect(try await few.conversation(id, of: caller)?.turns == [replaced, turns[3]])

    let (small, second) = (make(ConversationLimits(bytes: 2000)), try ConversationID.fresh())
    let long = (0..<6).map { ConversationTurn.sample("q\($0)", String(repeating: "가", count: 100), at: 3) }
    for turn in long { _ = try await small.put(turn, in: second, of: caller) }
    conversation = try #require(try await small.conversation(second, of: caller))
    let sizes = try long.map { try $0.stored().count }
    let fitting = sizes.reversed().reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }.dropFirst()
        .prefix { $0 <= 2000 }.count
    #expect((2..<6).contains(fitting))
    #expect(conversation.turns == Array(long.suffix(fitting)))
    #expect(conversation.dropped == 6 - fitting)

    // A message that is too large by itself is cut at a character, and the latest turn is always kept.
    let giant = ConversationTurn.sample(String(repeating: "한", count: 5000), "a")
    #expect(try await small.put(giant, in: second, of: caller))
    let kept = try #require(try await small.conversation(second, of: caller)?.turns.last)
    #expect(kept.messages[0].content == String(repeating: "한", count: 165) + "…")
    #expect(kept.messages[1].content == "a")
    let (tiny, third) = (make(ConversationLimits(messages: 1, bytes: 100)), try ConversationID.fresh())
    for turn in turns { #expect(try await tiny.put(turn, in: third, of: caller)) }
    #expect(try await tiny.conversation(third, of: caller)?.turns == [turns[3]])
}

private func expectTheOldestConversationsGo(_ store: some ConversationStore) async throws {
    let caller = try Caller.fresh()
    var ids: [ConversationID] = []
    for number in 0..<3 {
        ids.append(try .fresh())
        _ = try await store.put(.sample("q\(number)", "a"), in: ids[number], of: caller)
    }
    _ = try await store.put(.sample("again", "a"), in: ids[0], of: caller)
    ids.append(try .fresh())
    _ = try await store.put(.sample("q3", "a"), in: ids[3], of: caller)
    let listed = try await store.conversations(of: caller, from: nil, limit: 10).conversations.map(\.id)
    #expect(listed == [ids[3], ids[0], ids[2]])
    #expect(try await store.conversation(ids[1], of: caller) == nil)
    #expect(try await store.conversation(ids[2], of: caller) != nil)
}
