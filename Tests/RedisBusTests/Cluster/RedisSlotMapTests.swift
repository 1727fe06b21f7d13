import Testing

@testable import RedisBus

@Suite struct RedisSlotMapTests {
    private static func node(_ host: String?, _ port: Int64) -> RedisValue {
        .array([host.map { .bulk(Array($0.utf8)) } ?? .null, .integer(port), .bulk(Array("id".utf8)), .array([])])
    }

    private static func range(_ first: Int64, _ last: Int64, _ nodes: RedisValue...) -> RedisValue {
        .array([.integer(first), .integer(last)] + nodes)
    }

    private func owner(_ slot: Int, _ map: RedisSlotMap) -> String? {
        RedisSlot(slot).flatMap { map.owner(of: $0) }.map(\.description)
    }

    @Test func theFirstNodeOfARangeIsItsMaster() throws {
        let map = try RedisSlotMap(
            .array([
                Self.range(0, 99, Self.node("10.0.0.1", 1), Self.node("10.0.0.4", 4)),
                Self.range(100, 16_382, Self.node("::1", 2)), Self.range(16_383, 16_383, Self.node("10.0.0.1", 1)),
            ]),
            answeredBy: "seed"
        )
        #expect(self.owner(0, map) == "10.0.0.1:1" && self.owner(99, map) == "10.0.0.1:1")
        #expect(self.owner(100, map) == "[::1]:2" && self.owner(16_382, map) == "[::1]:2")
        #expect(self.owner(16_383, map) == "10.0.0.1:1")
        #expect(map.masters.map(\.description) == ["10.0.0.1:1", "[::1]:2"])
        #expect(map.isComplete)
    }

    @Test(arguments: [nil, "", "?"])
    func aNodeThatDoesNotKnowItsNameIsWhereTheAnswerCameFrom(host: String?) throws {
        let map = try RedisSlotMap(.array([Self.range(0, 5, Self.node(host, 7))]), answeredBy: "seed")
        #expect(self.owner(5, map) == "seed:7")
        #expect(self.owner(6, map) == nil)
        #expect(!map.isComplete)
    }

    @Test func aMovedSlotIsTheOthers() throws {
        var map = try RedisSlotMap(.array([Self.range(0, 16_383, Self.node("a", 1))]), answeredBy: "seed")
        map.assign(try #require(RedisSlot(5)), to: RedisNodeAddress(host: "b", port: 2))
        #expect(self.owner(5, map) == "b:2" && self.owner(4, map) == "a:1" && self.owner(6, map) == "a:1")
    }

    @Test(arguments: [
        RedisValue.null, .status("OK"), .array([.integer(1)]), .array([range(0, 16_384, node("a", 1))]),
        .array([range(5, 4, node("a", 1))]), .array([range(-1, 4, node("a", 1))]), .array([range(0, 4)]),
        .array([range(0, 4, node("a", 0))]), .array([range(0, 4, .array([]))]),
    ])
    func whatIsNoMapIsRefused(reply: RedisValue) {
        let error = #expect(throws: RedisError.self) { try RedisSlotMap(reply, answeredBy: "seed") }
        #expect(error?.code == .protocolViolation)
    }

    @Test func aViewHasTheEpochThatItsNodeKnows() throws {
        let info = RedisValue.bulk(Array("cluster_state:ok\r\ncluster_current_epoch:17\r\ncluster_my_epoch:3\r\n".utf8))
        let view = try RedisClusterView([info, .array([Self.range(0, 16_383, Self.node("a", 1))])], answeredBy: "a")
        #expect(view.epoch == 17)
        #expect(view.map.isComplete)
    }

    @Test func theNewestViewCountsAndOfEqualOnesTheWhole() throws {
        func view(_ epoch: Int, to last: Int64?) throws -> RedisClusterView {
            let slots = last.map { [Self.range(0, $0, Self.node("a", 1))] } ?? []
            let info = RedisValue.bulk(Array("cluster_current_epoch:\(epoch)\r\n".utf8))
            return try RedisClusterView([info, .array(slots)], answeredBy: "a")
        }
        let (whole, partial) = (try view(3, to: 16_383), try view(3, to: 99))
        let (forgotten, newer) = (try view(3, to: nil), try view(4, to: 99))
        #expect(RedisClusterView.best(of: [forgotten, whole, partial]) == whole)
        #expect(RedisClusterView.best(of: [whole, newer, forgotten]) == newer)
        #expect(RedisClusterView.best(of: []) == nil)
    }

    @Test func aServerThatIsNoClusterIsAMistakeOfTheOperator() {
        let reply = RedisValue.error(RedisReplyError("ERR This instance has cluster support disabled"))
        let error = #expect(throws: RedisError.self) { try RedisClusterView([reply, reply], answeredBy: "a") }
        #expect(error?.code == .invalidConfiguration)
    }
}
