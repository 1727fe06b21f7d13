import HTTPTypes
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct StreamLimitsTests {
    private func isFull(_ limits: StreamLimits, _ caller: Caller) -> Bool {
        do {
            _ = try limits.enter(caller)
            return false
        } catch {
            #expect(error.status == .tooManyRequests)
            #expect(error.retryAfter != nil)
            return true
        }
    }

    @Test func aUserHasSoManyStreamsAndNoMore() throws {
        let limits = StreamLimits(perUser: 2, perTenant: 0)
        let caller = try Caller.of("1", "42")
        let places = [try limits.enter(caller), try limits.enter(caller)]
        #expect(self.isFull(limits, caller))
        #expect(!self.isFull(limits, try .of("1", "43")))
        #expect(!self.isFull(limits, try .of("2", "42")))
        withExtendedLifetime(places) {}
    }

    @Test func aTenantHasSoManyStreamsOverAllItsUsers() throws {
        let limits = StreamLimits(perUser: 0, perTenant: 2)
        let places = [try limits.enter(.of("1", "42")), try limits.enter(.of("1", "43"))]
        #expect(self.isFull(limits, try .of("1", "44")))
        #expect(!self.isFull(limits, try .of("2", "44")))
        withExtendedLifetime(places) {}
    }

    @Test func aPlaceIsGivenBackWithItsLastReference() throws {
        let limits = StreamLimits(perUser: 1, perTenant: 1)
        let caller = try Caller.of("1", "42")
        for _ in 0..<3 {
            let place = try limits.enter(caller)
            #expect(self.isFull(limits, caller))
            withExtendedLifetime(place) {}
        }
    }

    @Test func zeroSetsNoLimit() throws {
        let limits = StreamLimits(perUser: 0, perTenant: 0)
        let caller = try Caller.of("1", "42")
        let places = try (0..<1000).map { _ in try limits.enter(caller) }
        #expect(places.count == 1000)
    }

    @Test func aRefusalTakesNoPlace() throws {
        let limits = StreamLimits(perUser: 1, perTenant: 2)
        let caller = try Caller.of("1", "42")
        let place = try limits.enter(caller)
        #expect(self.isFull(limits, caller))
        #expect(!self.isFull(limits, try .of("1", "43")))
        withExtendedLifetime(place) {}
    }
}
