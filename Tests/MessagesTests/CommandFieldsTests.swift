import Messages
import Testing

@Suite struct CommandFieldsTests {
    /// The entry as it stands in Redis; replicas of two versions share a stream, so this may only grow.
    static let stored: [(name: String, value: String)] = [
        ("v", "1"), ("run", "0123456789abcdefghijklmnop"), ("kind", "chat"), ("tenant", "tenant-1"), ("user", "사용자"),
        ("edge", "edge-1.k3x9"), ("deadline", "1790000000000"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("body", #"{"messages":[{"role":"user","content":"안녕"}]}"#),
    ]

    static func entry(_ change: (inout [(name: String, value: [UInt8])]) -> Void = { _ in }) -> [(
        name: String, value: [UInt8]
    )] {
        var fields = self.stored.map { (name: $0.name, value: Array($0.value.utf8)) }
        change(&fields)
        return fields
    }

    @Test func aStoredEntryIsReadAndWrittenAlike() throws {
        let command = try Command(fields: Self.entry())
        #expect(command.run == RunID("0123456789abcdefghijklmnop"))
        #expect(command.kind == "chat")
        #expect(command.caller.tenant.description == "tenant-1")
        #expect(command.caller.user.description == "사용자")
        #expect(command.edge == ReplicaID("edge-1.k3x9"))
        #expect(command.deadline == 1_790_000_000_000)
        #expect(command.traceparent == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        #expect(try ContinueChat.decoded(from: command.body).messages == [ChatMessage(role: .user, content: "안녕")])
        #expect(command.fields.map(\.name) == Self.stored.map(\.name))
        #expect(command.fields.map { String(decoding: $0.value, as: UTF8.self) } == Self.stored.map(\.value))
    }

    @Test func theTraceAndFieldsOfALaterVersionMayBeThereOrNot() throws {
        let without = try Command(fields: Self.entry { $0.removeAll { $0.name == "traceparent" } })
        #expect(without.traceparent == nil)
        #expect(!without.fields.contains { $0.name == "traceparent" })
        let with = try Command(fields: Self.entry { $0.append(("priority", [0, 255])) })
        #expect(with == (try Command(fields: Self.entry())))
    }

    @Test func aBodyMayHoldAnyByte() throws {
        let bytes = (0...255).map { UInt8($0) }
        var command = try Command(fields: Self.entry())
        command.body = bytes
        #expect(try Command(fields: command.fields) == command)
    }

    @Test(arguments: ["v", "run", "kind", "tenant", "user", "edge", "deadline", "body"])
    func anEntryWithoutAFieldIsNoCommandAndTheErrorNamesIt(field: String) {
        let error = #expect(throws: MalformedCommand.self) {
            try Command(fields: Self.entry { $0.removeAll { $0.name == field } })
        }
        #expect(error?.description == "\(field) is missing")
    }

    @Test(arguments: [
        ("v", "2"), ("v", ""), ("v", "1.0"), ("run", "short"), ("run", "0123456789ABCDEF"), ("tenant", ""),
        ("tenant", "a\nb"), ("user", ""), ("edge", ""), ("edge", "a{b}"), ("deadline", ""), ("deadline", "soon"),
        ("deadline", "9223372036854775808"), ("deadline", "1e3"),
    ])
    func anUnusableFieldIsNamedWithoutItsContent(field: String, value: String) {
        let error = #expect(throws: MalformedCommand.self) {
            try Command(
                fields: Self.entry { fields in
                    fields.removeAll { $0.name == field }
                    fields.append((field, Array(value.utf8)))
                }
            )
        }
        #expect(error?.description.hasPrefix(field) == true)
        #expect(value.isEmpty || value == "2" || error?.description.contains(value) == false)
    }

    @Test(arguments: ["v", "run", "kind", "tenant", "user", "edge", "deadline"])
    func aFieldOfBytesThatAreNoTextIsMalformed(field: String) {
        let error = #expect(throws: MalformedCommand.self) {
            try Command(
                fields: Self.entry { fields in
                    fields.removeAll { $0.name == field }
                    fields.append((field, [0xFF, 0xFE]))
                }
            )
        }
        #expect(error?.description == "\(field) is not UTF-8")
    }
}
