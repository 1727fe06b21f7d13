import Testing

@testable import ServiceKit

@Suite("Readiness")
struct ReadinessTests {
    @Test("follows the process from start to stop")
    func phases() async {
        let readiness = Readiness()
        #expect(await readiness.statuses() == ["process": .unready(reason: "starting")])
        readiness.started()
        #expect(await readiness.statuses() == ["process": .ready])
        readiness.stopping()
        readiness.started()
        #expect(await readiness.statuses() == ["process": .unready(reason: "stopping")])
    }

    @Test("bounds a check that does not answer, and runs the others meanwhile", .timeLimit(.minutes(1)))
    func timeout() async {
        let readiness = Readiness(timeout: .milliseconds(50))
        readiness.started()
        for name in ["slow", "slower"] {
            readiness.add(name) {
                try? await Task.sleep(for: .seconds(3600))
                return .ready
            }
        }
        readiness.add("redis") { .unready(reason: "connection refused") }
        readiness.add("store") { .ready }
        let late = ReadinessStatus.unready(reason: "no answer in time")
        #expect(
            await readiness.statuses() == [
                "process": .ready, "slow": late, "slower": late, "store": .ready,
                "redis": .unready(reason: "connection refused"),
            ]
        )
    }
}
