import Bus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct MemoryContractTests {
    @Test func theLogInMemoryKeepsTheContract() async throws {
        try await expectRunLogContract(MemoryContractBus())
    }

    @Test func theRegistryInMemoryKeepsTheContract() async throws {
        try await expectRunRegistryContract(MemoryContractBus())
    }

    @Test func theQueueInMemoryKeepsTheContract() async throws {
        try await expectCommandQueueContract(MemoryContractBus())
    }

    @Test func theLeasesInMemoryKeepTheContract() async throws {
        try await expectLeasesContract(MemoryContractBus())
    }

    @Test func theTasksInMemoryKeepTheContract() async throws {
        try await expectTaskStoreContract(InMemoryTaskStore())
    }

    @Test func theDeadLettersInMemoryKeepTheContract() async throws {
        let queue = InMemoryCommandQueue()
        try await expectDeadLetterStoreContract(queue, queue)
    }

    @Test func theApprovalsInMemoryKeepTheContract() async throws {
        let approvals = InMemoryApprovals()
        try await expectApprovalStoreContract(approvals, feed: approvals)
    }

    @Test func theAutomationsInMemoryKeepTheContract() async throws {
        try await expectAutomationStoreContract(InMemoryAutomationStore())
    }

    @Test func theConversationsInMemoryKeepTheContract() async throws {
        try await expectConversationStoreContract { InMemoryConversationStore(limits: $0) }
    }

    @Test func theLedgerInMemoryKeepsTheContract() async throws {
        try await expectUsageLedgerContract(InMemoryUsageLedger())
    }

    @Test func theInboxesInMemoryKeepTheContract() async throws {
        try await expectInboxesContract(MemoryContractBus())
    }
}
