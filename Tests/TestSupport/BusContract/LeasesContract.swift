import Bus
import Messages
import Testing

/// Holds a bus to what ``Leases`` promises.
package func expectLeasesContract(_ bus: some ContractBus) async throws {
    let (lasting, short, never) = (ReplicaID.fresh(), ReplicaID.fresh(), ReplicaID.fresh())
    let all = [lasting, short, never]
    #expect(try await bus.leases.living([]).isEmpty)
    #expect(try await bus.leases.living(all).isEmpty)
    try await bus.leases.renew(lasting, for: .seconds(60))
    try await bus.leases.renew(short, for: .seconds(60))
    #expect(try await bus.leases.living(all) == [lasting, short])
    #expect(try await bus.leases.living([never, lasting]) == [lasting])

    // The latest renewal counts, and lapses by itself.
    try await bus.leases.renew(short, for: .milliseconds(40))
    try await eventually("the lapse of a lease") { try await bus.leases.living(all) == [lasting] }
    try await bus.leases.renew(short, for: .seconds(60))
    #expect(try await bus.leases.living(all) == [lasting, short])

    try await bus.leases.release(lasting)
    try await bus.leases.release(never)
    #expect(try await bus.leases.living(all) == [short])
    try await bus.leases.release(short)
    #expect(try await bus.leases.living(all).isEmpty)
}
