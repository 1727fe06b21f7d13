import Bus
import HTTPTypes
import Testing

@testable import GatewayEdge

@Suite struct QueueAdmissionTests {
    private func isRefused(_ admission: QueueAdmission) -> Bool {
        do {
            try admission.admit()
            return false
        } catch {
            #expect(error.status == .serviceUnavailable)
            #expect(error.retryAfter != nil)
            return true
        }
    }

    @Test(arguments: [(0, false), (9, false), (10, true), (11, true)])
    func workIsRefusedFromTheLimitOn(backlog: Int, isRefused: Bool) {
        let admission = QueueAdmission(limit: 10) { 0 }
        admission.observe(backlog: backlog)
        #expect(self.isRefused(admission) == isRefused)
    }

    @Test func workIsTakenAgainWhenTheQueueIsShorter() {
        let admission = QueueAdmission(limit: 10) { 0 }
        admission.observe(backlog: 100)
        admission.observe(backlog: 3)
        #expect(!self.isRefused(admission))
    }

    @Test(.timeLimit(.minutes(1))) func theQueueIsLookedAtThoughNothingIsSent() async throws {
        let (looks, look) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let admission = QueueAdmission(limit: 10) { () async throws(BusError) in
            look.yield()
            return 10
        }
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try? await admission.run() }
            // The second look begins after the first one's count was taken in.
            var count = 0
            for await _ in looks {
                count += 1
                if count == 2 { break }
            }
            tasks.cancelAll()
        }
        #expect(self.isRefused(admission))
    }
}
