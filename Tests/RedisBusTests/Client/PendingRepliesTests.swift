import Testing

@testable import RedisBus

@Suite struct PendingRepliesTests {
    typealias Pending = PendingReplies<String>

    static func pending(_ waiters: (String, Int)...) -> Pending {
        var pending = Pending()
        for (waiter, expected) in waiters {
            pending.append(.init(waiter: waiter, expected: expected, bytes: 1, deadline: .now))
        }
        return pending
    }

    @Test func repliesGoToTheWaitersInTheirOrder() {
        var pending = Self.pending(("a", 1), ("b", 3), ("c", 1))
        var given: [String: [RedisValue]] = [:]
        for number in 1...5 {
            switch pending.received(.integer(Int64(number))) {
            case .complete(let entry): given[entry.waiter] = entry.replies
            case .waitForMore: #expect((2...3).contains(number))
            case .refuse: Issue.record("Refused \(number)")
            }
        }
        #expect(given == ["a": [.integer(1)], "b": [.integer(2), .integer(3), .integer(4)], "c": [.integer(5)]])
        #expect(pending.isEmpty)
    }

    @Test func aReplyThatNobodyAskedForIsRefused() {
        var pending = Pending()
        guard case .refuse = pending.received(.status("OK")) else {
            Issue.record("Taken")
            return
        }
    }

    @Test func atTheEndEveryWaiterIsHandedOutOnce() {
        var pending = Self.pending(("a", 2), ("b", 1))
        _ = pending.received(.status("half"))
        #expect(pending.removeAll().map(\.waiter) == ["a", "b"])
        #expect(pending.removeAll().isEmpty)
        #expect(pending.deadline == nil)
    }
}
