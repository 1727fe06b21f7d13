import Messages
import Testing

@Suite struct CreateTaskTests {
    private func fields(_ kind: String, _ body: [UInt8]) -> [(name: String, value: [UInt8])] {
        [("v", Array("1".utf8)), ("kind", Array(kind.utf8)), ("body", body)]
    }

    private func body(of fields: [(name: String, value: [UInt8])]) throws -> [UInt8] {
        try #require(fields.first { $0.name == "body" }).value
    }

    @Test func whatIsKeptOfACreationHoldsNoToken() throws {
        let authorization = CallerAuthorization(token: "eyJsecret", expiresAt: 1)
        let task = CreateTask(taskType: "analysis", description: "Why?", inputData: "{}", authorization: authorization)
        let kept = CreateTask.withoutAuthorization(self.fields(CreateTask.kind, try task.encoded()))
        #expect(kept.map(\.name) == ["v", "kind", "body"])
        let body = try self.body(of: kept)
        #expect(!String(decoding: body, as: UTF8.self).contains("eyJsecret"))
        var expected = task
        expected.authorization = nil
        #expect(try CreateTask.decoded(from: body) == expected)
    }

    @Test func whatIsKeptOfAnAgentsCommandHoldsNoToken() throws {
        let agent = RunAgent(prompt: "Send it", authorization: CallerAuthorization(token: "eyJsecret", expiresAt: 1))
        let kept = CreateTask.withoutAuthorization(self.fields(RunAgent.kind, try agent.encoded()))
        let body = try self.body(of: kept)
        #expect(!String(decoding: body, as: UTF8.self).contains("eyJsecret"))
        #expect(try RunAgent.decoded(from: body).prompt == "Send it")
    }

    @Test func whatCannotBeReadIsNotKeptAndOtherCommandsStay() throws {
        let broken = Array(#"{"authorization":{"token":"eyJsecret"}"#.utf8)
        #expect(try self.body(of: CreateTask.withoutAuthorization(self.fields(CreateTask.kind, broken))).isEmpty)
        #expect(try self.body(of: CreateTask.withoutAuthorization(self.fields("chat", broken))) == broken)
    }
}
