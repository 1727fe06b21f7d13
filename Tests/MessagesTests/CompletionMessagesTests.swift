import Messages
import Testing

/// As they stand in somebody's Redis: these texts may be added to, never changed.
@Suite struct CompletionMessagesTests {
    private func expect<Body: CommandBody>(_ json: String, is body: Body, kind: String) throws {
        #expect(Body.kind == kind)
        #expect(Body.worker == .llm)
        #expect(try Body.decoded(from: Array(json.utf8)) == body)
        #expect(try Body.decoded(from: body.encoded()) == body)
    }

    private func expect<Payload: EventPayload>(_ json: String, is payload: Payload) throws {
        #expect(try Payload.decoded(from: Array(json.utf8)) == payload)
        #expect(try Payload.decoded(from: payload.encoded()) == payload)
    }

    @Test func commandsAreReadAsTheyWereStored() throws {
        try self.expect(
            #"{"request":"{\"messages\":[]}","model":"m","language":"en","created":17,"includeUsage":true,"later":1}"#,
            is: CompleteChat(
                request: #"{"messages":[]}"#,
                model: "m",
                language: .english,
                created: 17,
                includeUsage: true
            ),
            kind: "completion"
        )
        try self.expect(
            #"{"request":"{}","created":0,"includeUsage":false}"#,
            is: CompleteChat(request: "{}", created: 0),
            kind: "completion"
        )
        try self.expect("{}", is: ListModels(), kind: "models")
        try self.expect(#"{"texts":["a"],"dimension":2}"#, is: EmbedTexts(texts: ["a"], dimension: 2), kind: "embed")
        try self.expect(#"{"texts":["a"],"model":"m"}"#, is: EmbedTexts(texts: ["a"], model: "m"), kind: "embed")
        #expect(EmbedTexts(texts: ["a"]).isWithinLimits)
        #expect(!EmbedTexts(texts: ["a"], dimension: 5000).isWithinLimits)
    }

    @Test func payloadsAreReadAsTheyWereStored() throws {
        try self.expect(
            #"{"model":"m","created":17,"includeUsage":true}"#,
            is: CompletionHead(model: "m", created: 17, includeUsage: true)
        )
        try self.expect(
            #"{"models":[{"id":"m","provider":"p"}]}"#,
            is: ModelList(models: [.init(id: "m", provider: "p")])
        )
        try self.expect(
            #"{"model":"m","dimension":1,"vectors":"AACAPw==","promptTokens":3}"#,
            is: Embeddings(model: "m", dimension: 1, vectors: [[1]], promptTokens: 3)
        )
        let types: [RunEventType] = [.completion, .reasoning, .toolCalls, .models]
        #expect(types.map(\.rawValue) == ["completion", "reasoning", "toolCalls", "models"])
    }
}
