import Bus
import Messages
import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisContractTests {
    @Test func theLogInRedisKeepsTheContract() async throws {
        try await withRedisBus { bus, _ in try await expectRunLogContract(bus) }
    }

    @Test func theRegistryInRedisKeepsTheContract() async throws {
        try await withRedisBus { bus, _ in try await expectRunRegistryContract(bus) }
    }

    @Test func theQueueInRedisKeepsTheContract() async throws {
        try await withRedisBus { bus, _ in try await expectCommandQueueContract(bus) }
    }

    @Test func theLeasesInRedisKeepTheContract() async throws {
        try await withRedisBus { bus, _ in try await expectLeasesContract(bus) }
    }

    @Test func theTasksInRedisKeepTheContract() async throws {
        try await withRedisBus { bus, _ in
            try await expectTaskStoreContract(RedisTaskStore(client: bus.client, timeToLive: bus.timeToLive))
        }
    }

    @Test func theDeadLettersInRedisKeepTheContract() async throws {
        try await withRedisBus { bus, _ in
            try await expectDeadLetterStoreContract(
                RedisCommandQueue(client: bus.client, service: .llm),
                RedisDeadLetters(client: bus.client, stream: .commands(.llm))
            )
        }
    }

    @Test func theApprovalsInRedisKeepTheContract() async throws {
        try await withRedisBus { bus, _ in
            let feed = RedisApprovalFeed(client: bus.client)
            try await expectApprovalStoreContract(RedisApprovalStore(client: bus.client), feed: feed)
        }
    }

    @Test func theAutomationsInRedisKeepTheContract() async throws {
        try await withRedisBus { bus, _ in
            try await expectAutomationStoreContract(RedisAutomationStore(client: bus.client))
        }
    }

    @Test func theConversationsInRedisKeepTheContract() async throws {
        try await withRedisBus { bus, _ in
            try await expectConversationStoreContract { limits in
                RedisConversationStore(client: bus.client, timeToLive: bus.timeToLive, limits: limits)
            }
        }
    }

    @Test func theLedgerInRedisKeepsTheContract() async throws {
        try await withRedisBus { bus, _ in
            try await expectUsageLedgerContract(RedisUsageLedger(client: bus.client, timeToLive: bus.timeToLive))
        }
    }

    @Test func theInboxesInRedisKeepTheContract() async throws {
        try await withRedisBus { bus, _ in try await expectInboxesContract(bus) }
    }
}
