import Foundation
import Messages
import Testing

@Suite struct ReplicaIDTests {
    @Test func theInstanceIsWhatStandsBeforeTheBoot() {
        let replica = ReplicaID(instance: "worker.example.org-17", boot: "k3x9")
        #expect(replica.description == "worker.example.org-17.k3x9")
        #expect(replica.instance == "worker.example.org-17")
        #expect(ReplicaID("alone")?.instance == "alone")
    }

    @Test(arguments: ["a.b", "host-1.boot", "호스트.1", String(repeating: "x", count: 200)])
    func aStoredIDIsReadBack(text: String) throws {
        let replica = try #require(ReplicaID(text))
        #expect(replica.description == text)
        #expect(try JSONDecoder().decode(ReplicaID.self, from: JSONEncoder().encode(replica)) == replica)
    }

    @Test(arguments: [
        "", " ", "a b.c", "a{b.c", "a}b.c", "a\n.b", "a\r.b", "a\u{7f}.b", "\u{0}", String(repeating: "x", count: 201),
    ])
    func whatWouldChangeAKeyIsNoID(text: String) throws {
        #expect(ReplicaID(text) == nil)
        let json = try JSONEncoder().encode(text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ReplicaID.self, from: json) }
    }
}
