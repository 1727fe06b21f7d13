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

    @Test func theInboxesInMemoryKeepTheContract() async throws {
        try await expectInboxesContract(MemoryContractBus())
    }
}
