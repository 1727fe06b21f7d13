package import Bus
import Messages
import Testing

/// What every store of dead letters keeps to.
///
/// - Parameters:
///   - queue: An empty queue.
///   - letters: What is given up of it.
package func expectDeadLetterStoreContract(_ queue: some CommandQueue, _ letters: some DeadLetterStore) async throws {
    #expect(try await letters.count() == 0)
    #expect(try await letters.newest(10).isEmpty)
    let worker = ReplicaID(instance: "worker-1", boot: "b0")
    for user in ["1", "2"] {
        let command = Command(
            run: .random(),
            kind: "chat",
            caller: try .of("1", user),
            edge: ReplicaID(instance: "edge-1", boot: "b0"),
            deadline: .max,
            body: Array("{}".utf8)
        )
        _ = try await queue.send(command)
        let delivery = try #require(try await queue.receive(as: worker, limit: 1, wait: .seconds(5)).first)
        try await queue.bury(delivery, reason: "reason \(user)")
    }
    #expect(try await letters.count() == 2)
    let newest = try await letters.newest(1)
    let letter = try #require(newest.first)
    #expect(newest.count == 1)
    #expect(letter.reason == "reason 2")
    #expect(letter.attempts == 1)
    #expect(letter.failedAt != nil)
    #expect(letter["user"] == Array("2".utf8))
    #expect(try await letters.letter(letter.id)?.reason == "reason 2")
    #expect(try await letters.letter("0-1") == nil)

    guard case .putBack = try await letters.retry(letter.id) else {
        Issue.record("The letter was not put back")
        return
    }
    #expect(try await letters.retry(letter.id) == .missing)
    #expect(try await letters.count() == 1)
    #expect(try await letters.letter(letter.id) == nil)
    let again = try #require(try await queue.receive(as: worker, limit: 1, wait: .seconds(5)).first)
    #expect(try again.command().caller.user.description == "2")
}
