import Bus
import Messages
import TestSupport
import Testing

@testable import RedisBus

@Suite struct RedisSlotTests {
    @Test(arguments: [
        ("123456789", 12_739), ("aura:cmd:llm", 13_497), ("foo", 12_182), ("bar", 5_061), ("", 0),
        ("foo{bar}{zap}", 5_061), ("{bar}", 5_061), ("foo{}{bar}", 8_363), ("foo{{bar}}zap", 4_015),
    ])
    func aKeysSlotIsAsTheServersSay(key: String, slot: Int) {
        #expect(RedisSlot(key: RedisArgument(key)).number == slot)
        #expect(RedisSlot(key: RedisArgument(Array(key.utf8))).number == slot)
    }

    @Test func braceThatNothingClosesMeansNothing() {
        #expect(RedisSlot(key: "a{b") != RedisSlot(key: "b"))
        #expect(RedisSlot(key: "a}{b}") == RedisSlot(key: "b"))
    }

    @Test(arguments: [-1, 16_384])
    func thereAreNoFurtherSlots(number: Int) {
        #expect(RedisSlot(number) == nil)
        #expect(RedisSlot(0) != nil && RedisSlot(16_383) != nil)
    }

    /// Keys that one script or transaction touches.
    private static func groups() throws -> [[String]] {
        let (run, replica, caller) = (RunID.random(), ReplicaID.fresh(), try Caller.of("a b", "ç}"))
        let (conversation, automation) = (try ConversationID.fresh(), AutomationID.random())
        return [
            [BusKeys.meta(run), BusKeys.log(run), BusKeys.edges(run)],
            [BusKeys.taskState(run), BusKeys.taskLock(run)],
            [
                BusKeys.automation(automation), BusKeys.automationAgenda, BusKeys.automations(of: caller),
                BusKeys.activeAutomations(of: caller), BusKeys.automationBinding("digest"),
            ],
            [
                BusKeys.conversations(of: caller), BusKeys.conversation(conversation, of: caller),
                BusKeys.conversationTurns(conversation, of: caller), BusKeys.conversationRuns(conversation, of: caller),
            ],
            [
                BusKeys.usage(of: caller.tenant, on: "2026-01-01"),
                BusKeys.usageModels(of: caller.tenant, on: "2026-01-01"),
                BusKeys.usageEntry("1", of: caller.tenant),
            ],
            [BusKeys.events, BusKeys.seenEventPrefix + "1"],
            [BusKeys.deadEvents, "{\(BusKeys.deadEvents)}:seen:1"],
            [BusKeys.edgeInbox(replica), "{\(replica)}"],
        ]
    }

    @Test func whatIsTouchedTogetherSharesASlot() throws {
        for keys in try Self.groups() {
            #expect(Set(keys.map { RedisSlot(key: RedisArgument($0)) }).count == 1, "\(keys)")
        }
    }
}
