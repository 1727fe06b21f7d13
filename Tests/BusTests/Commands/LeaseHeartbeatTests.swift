import Bus
import Messages
import ServiceLifecycle
import ServiceLifecycleTestKit
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct LeaseHeartbeatTests {
    let bus = InMemoryBus()
    let replica = ReplicaID.fresh()

    var leases: InMemoryLeases { InMemoryLeases(bus: self.bus) }

    private func isLiving() async throws -> Bool {
        try await self.leases.living([self.replica]) == [self.replica]
    }

    @Test func theLeaseStandsWhileTheServiceRunsAndEndsWithIt() async throws {
        let heartbeat = LeaseHeartbeat(
            leases: self.leases,
            replica: self.replica,
            lease: .seconds(3600),
            logger: silent
        )
        try await withServices(heartbeat) {
            try await eventually("the lease") { try await self.isLiving() }
        }
        #expect(try await !self.isLiving())
    }

    @Test func theLeaseIsRenewedAndComesBackAfterAnOutage() async throws {
        let heartbeat = LeaseHeartbeat(
            leases: self.leases,
            replica: self.replica,
            lease: .seconds(3600),
            interval: .milliseconds(5),
            logger: silent
        )
        try await withServices(heartbeat) {
            try await eventually("the lease") { try await self.isLiving() }
            try await self.leases.release(self.replica)
            try await eventually("the renewal") { try await self.isLiving() }
            try await self.leases.release(self.replica)
            self.bus.fail()
            self.bus.recover()
            try await eventually("the renewal after an outage") { try await self.isLiving() }
        }
    }

    @Test func aShutdownDoesNotWaitForTheNextBeat() async throws {
        let heartbeat = LeaseHeartbeat(
            leases: self.leases,
            replica: self.replica,
            lease: .seconds(7200),
            interval: .seconds(3600),
            logger: silent
        )
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await heartbeat.run() }
                try await eventually("the lease") { try await self.isLiving() }
                trigger.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
        #expect(try await !self.isLiving())
    }
}
