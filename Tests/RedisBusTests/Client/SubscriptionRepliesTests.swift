import Testing

@testable import RedisBus

@Suite struct SubscriptionRepliesTests {
    static func parts(_ texts: String...) -> RedisValue {
        .array(texts.map { .bulk(Array($0.utf8)) })
    }

    static func confirmation(_ channel: String) -> RedisValue {
        .array([.bulk(Array("subscribe".utf8)), .bulk(Array(channel.utf8)), .integer(1)])
    }

    @Test func itIsSubscribedOnceAllChannelsAreConfirmed() {
        var replies = SubscriptionReplies(channels: 2)
        #expect(replies.received(Self.confirmation("a")) == .ignore)
        #expect(replies.received(Self.confirmation("b")) == .yield(.subscribed))
        #expect(replies.received(Self.parts("message", "a", "x")) == .yield(.message(channel: "a", payload: [120])))
        #expect(replies.received(Self.parts("pong", "")) == .ignore)
    }

    @Test(arguments: [
        RedisValue.error(RedisReplyError("NOPERM this user has no permissions")), .status("OK"), .null, .array([]),
        parts("message", "a"), parts("what", "a", "b"), confirmation("a"),
        .array([.bulk(Array("message".utf8)), .null, .null]),
    ])
    func anythingElseEndsIt(reply: RedisValue) {
        var replies = SubscriptionReplies(channels: 0)
        guard case .fail = replies.received(reply) else {
            Issue.record("Accepted \(reply)")
            return
        }
    }
}
