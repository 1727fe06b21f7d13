import Foundation
import RedisBus

extension Examination {
    /// Redis: whether it is there, its settings, its clock.
    func bus() async -> [Diagnosis] {
        do {
            return try await self.redis.withClient(environment: self.redisEnvironment) { client in
                let info = try await client.send(RedisCommand("INFO"))
                guard let text = info.string else {
                    return [
                        .warn(
                            "redis",
                            "Redis does not say what it is: \(info.error?.message ?? "no text")",
                            "let this user run INFO"
                        )
                    ]
                }
                let before = Date()
                let time = try await client.send(RedisCommand("TIME")).array ?? []
                let after = Date()
                let facts = RedisFacts(info: text).diagnoses(at: "\(client.configuration)")
                guard time.count == 2, let seconds = time[0].int, let microseconds = time[1].int else { return facts }
                let clock = ClockDifference(
                    other: Double(seconds) + Double(microseconds) / 1e6,
                    before: before,
                    after: after
                )
                return facts + [clock.diagnosis("clock-redis", whose: "Redis's")]
            }
        } catch let error as OperatorError {
            return [.fail("redis", error.description, "start it (./aura up does), or set REDIS_URL")]
        } catch {
            return [.fail("redis", "\(error)", "look at Redis's log")]
        }
    }
}
