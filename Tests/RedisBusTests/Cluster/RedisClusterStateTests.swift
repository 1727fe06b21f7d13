import Synchronization
import Testing

@testable import RedisBus

@Suite struct RedisClusterStateTests {
    /// A node that is connected as often as the test says.
    private final class Node: Sendable {
        let address: RedisNodeAddress
        private let state = Mutex((connections: 0, isConnected: false))

        init(_ address: RedisNodeAddress) { self.address = address }

        var connections: Int { self.state.withLock { $0.connections } }
        var isConnected: Bool { self.state.withLock { $0.isConnected } }
        func connect() { self.state.withLock { $0 = ($0.connections + 1, true) } }
        func lose() { self.state.withLock { $0.isConnected = false } }
    }

    private static func makeState() -> RedisClusterState<Node> {
        RedisClusterState(
            make: { Node($0) },
            connections: { $0.connections },
            isConnected: { $0.isConnected }
        )
    }

    private static func address(_ port: Int) -> RedisNodeAddress { .init(host: "h", port: port) }

    /// A map of two halves.
    private static func map(_ low: Int, _ high: Int) throws -> RedisSlotMap {
        func range(_ first: Int64, _ last: Int64, _ port: Int) -> RedisValue {
            .array([
                .integer(first), .integer(last), .array([.bulk(Array("h".utf8)), .integer(Int64(port))]),
            ])
        }
        return try RedisSlotMap(.array([range(0, 8191, low), range(8192, 16_383, high)]), answeredBy: "h")
    }

    private let now = ContinuousClock.now

    @Test func theMapSaysWhoIsConnectedTo() throws {
        var state = Self.makeState()
        #expect(!state.isWhole)
        #expect(state.apply(try Self.map(1, 2), now: self.now).joined.map(\.address.port) == [1, 2])
        #expect(state.apply(try Self.map(1, 2), now: self.now).joined.isEmpty)
        let change = state.apply(try Self.map(3, 2), now: self.now)
        #expect(change.joined.map(\.address.port) == [3])
        #expect(change.left.map(\.address.port) == [1])
        #expect(Set(state.nodes.keys.map(\.port)) == [2, 3])
    }

    @Test func itIsWholeWhenAllOwnersAreConnected() throws {
        var state = Self.makeState()
        for node in state.apply(try Self.map(1, 2), now: self.now).joined {
            #expect(!state.isWhole)
            #expect(state.takeNews() == nil)
            node.connect()
        }
        #expect(state.isWhole)
        #expect(state.takeNews() == state.generation)
        #expect(state.takeNews() == nil)
        state.nodes[Self.address(1)]?.lose()
        #expect(!state.isWhole)
        #expect(state.connectedMasters.map(\.port) == [2])
    }

    @Test func theGenerationGrowsWithEachConnectionAndNeverFalls() throws {
        var state = Self.makeState()
        for node in state.apply(try Self.map(1, 2), now: self.now).joined { node.connect() }
        let first = state.generation
        state.nodes[Self.address(1)]?.lose()
        #expect(state.generation == first)
        state.nodes[Self.address(1)]?.connect()
        #expect(state.generation == first + 1)
        for node in state.apply(try Self.map(3, 2), now: self.now).joined { node.connect() }
        #expect(state.generation > first + 1)
    }

    @Test func aNodeThatWasConnectedBeforeItServesMakesANewGeneration() throws {
        var state = Self.makeState()
        for node in state.apply(try Self.map(1, 2), now: self.now).joined { node.connect() }
        for node in state.follow(.ask(at: Self.address(3)), now: self.now).joined { node.connect() }
        let before = state.generation
        #expect(state.apply(try Self.map(3, 2), now: self.now).joined.isEmpty)
        #expect(state.generation > before)
    }

    @Test func aSlotThatMovesBetweenMastersMakesNone() throws {
        var state = Self.makeState()
        for node in state.apply(try Self.map(1, 2), now: self.now).joined { node.connect() }
        let before = state.generation
        let slot = try #require(RedisSlot(7))
        #expect(state.follow(.moved(slot, to: Self.address(2)), now: self.now).joined.isEmpty)
        #expect(state.map.owner(of: slot) == Self.address(2))
        #expect(state.generation == before)
    }

    @Test func whomARedirectionNamesStaysForAWhile() throws {
        var state = Self.makeState()
        _ = state.apply(try Self.map(1, 2), now: self.now)
        #expect(state.follow(.ask(at: Self.address(3)), now: self.now).joined.count == 1)
        #expect(state.apply(try Self.map(1, 2), now: self.now + .seconds(1)).left.isEmpty)
        let late = self.now + RedisClusterState<Node>.visit
        #expect(state.apply(try Self.map(1, 2), now: late).left.map(\.address.port) == [3])
        #expect(state.follow(.tryAgain, now: late).joined.isEmpty)
    }

    @Test func afterTheEndNothingJoins() throws {
        var state = Self.makeState()
        _ = state.apply(try Self.map(1, 2), now: self.now)
        #expect(state.shutDown().count == 2)
        #expect(state.shutDown().isEmpty)
        #expect(state.apply(try Self.map(3, 4), now: self.now).joined.isEmpty)
        #expect(state.follow(.ask(at: Self.address(5)), now: self.now).joined.isEmpty)
    }
}
