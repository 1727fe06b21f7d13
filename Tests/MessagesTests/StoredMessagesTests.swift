import Foundation
import Messages
import Testing

/// Each message as it stands in somebody's Redis: these texts may be added to, never changed.
@Suite struct StoredMessagesTests {
    static let worker = ReplicaID(instance: "llm-1", boot: "k3x9")

    private func expect<Payload: EventPayload>(_ json: String, is payload: Payload) throws {
        #expect(try Payload.decoded(from: Array(json.utf8)) == payload)
        #expect(try Payload.decoded(from: payload.encoded()) == payload)
        #expect(try object(payload.encoded()) == object(Array(json.utf8)))
    }

    private func object(_ bytes: [UInt8]) throws -> NSDictionary {
        try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
    }

    @Test func startedIsReadAsItWasStored() throws {
        try self.expect(
            #"{"worker":"llm-1.k3x9","after":"2-17","keep":false}"#,
            is: Started(worker: Self.worker, after: EventID(2, 17), keep: false)
        )
        try self.expect(
            #"{"worker":"llm-1.k3x9","after":"0-0","keep":true}"#,
            is: Started(worker: Self.worker, after: .zero, keep: true)
        )
    }

    @Test(arguments: [
        #"{"worker":"llm-1.k3x9","after":"17","keep":false}"#, #"{"worker":"","after":"1-1","keep":false}"#,
        #"{"after":"1-1","keep":false}"#, #"{"worker":"llm-1.k3x9","keep":false}"#,
        #"{"worker":"llm-1.k3x9","after":"1-1"}"#,
        "", "[]", #"{"worker":"llm-1.k3x9","after":"1-1","keep":"#,
    ])
    func whatIsNoStartedIsRefused(json: String) {
        #expect(throws: (any Error).self) { try Started.decoded(from: Array(json.utf8)) }
    }

    @Test func completedIsReadAsItWasStored() throws {
        let usage = TokenUsage(promptTokens: 3, completionTokens: 5, totalTokens: 8)
        try self.expect(
            #"{"usage":{"promptTokens":3,"completionTokens":5,"totalTokens":8},"finishReason":"stop"}"#,
            is: Completed(usage: usage, finishReason: "stop")
        )
        try self.expect("{}", is: Completed())
    }

    @Test func aFailureIsReadAsItWasStored() throws {
        try self.expect(
            #"{"error":"Provider failed","errorType":"ProviderError","message":"a/b \"c\" 한국어"}"#,
            is: RunFailure(.provider, error: "Provider failed", message: "a/b \"c\" 한국어")
        )
        try self.expect(
            #"{"error":"Cancelled","errorType":"Cancelled","message":"The answer was stopped","reason":"stopped"}"#,
            is: RunFailure(.stopped)
        )
    }

    @Test func theNamesOfFailuresThatClientsRelyOnStay() {
        #expect(
            RunFailure.ErrorType.allCases.map(\.rawValue) == [
                "ProviderError", "ProviderTimeout", "RateLimited", "InvalidRequest", "ModelNotFound", "OutputTooLong",
                "BudgetExceeded", "Cancelled", "WorkerLost", "DeadlineExceeded", "BusUnavailable", "TokenExpired",
                "ServerShutdown", "ReplayUnavailable", "TimeoutError", "RejectionError", "StepLimitExceeded",
                "InternalError",
            ]
        )
    }

    @Test func aPayloadsSlashesAreNotEscaped() throws {
        let bytes = try RunFailure(.internal, error: "a/b", message: "").encoded()
        #expect(String(decoding: bytes, as: UTF8.self).contains("a/b"))
    }

    @Test func aChatIsReadAsItWasStored() throws {
        let json = """
            {"messages":[{"role":"system","content":"s"},{"role":"user","content":"질문"},\
            {"role":"assistant","content":"a"}],"model":"gpt-4","language":"en","later":{"x":1}}
            """
        let chat = ContinueChat(
            messages: [
                ChatMessage(role: .system, content: "s"), ChatMessage(role: .user, content: "질문"),
                ChatMessage(role: .assistant, content: "a"),
            ],
            model: "gpt-4",
            language: .english
        )
        #expect(try ContinueChat.decoded(from: Array(json.utf8)) == chat)
        #expect(try ContinueChat.decoded(from: chat.encoded()) == chat)
        #expect(try ContinueChat.decoded(from: Array(#"{"messages":[]}"#.utf8)) == ContinueChat(messages: []))
        let kept = try ContinueChat.decoded(from: Array(#"{"messages":[],"conversation":"thread_1"}"#.utf8))
        #expect(kept == ContinueChat(messages: [], conversation: ConversationID("thread_1")))
        #expect(try ContinueChat.decoded(from: kept.encoded()) == kept)
        #expect(ContinueChat.kind == "chat")
        #expect(ContinueChat.worker == .llm)
    }

    @Test func eventTypesKnowWhichOfThemEndARun() {
        let types: [RunEventType] = [
            .started, .text, .completed, .failed, .cancelled, RunEventType(rawValue: "sources"),
        ]
        #expect(types.map(\.rawValue) == ["started", "text", "completed", "failed", "cancelled", "sources"])
        #expect(types.filter(\.isTerminal) == [.completed, .failed, .cancelled])
    }

    @Test func keysAreThoseOfTheDesignAndHashToOneSlotARun() throws {
        let run = try #require(RunID("0123456789abcdef"))
        #expect(WorkerService.allCases.map(BusKeys.commands) == ["aura:cmd:llm", "aura:cmd:indexer", "aura:cmd:tasks"])
        #expect(BusKeys.deadLetters(.llm) == "aura:cmd:llm:dead")
        #expect(BusKeys.meta(run) == "aura:run:{0123456789abcdef}:meta")
        #expect(BusKeys.log(run) == "aura:run:{0123456789abcdef}:log")
        #expect(BusKeys.edges(run) == "aura:run:{0123456789abcdef}:edges")
        #expect(BusKeys.edgeInbox(Self.worker) == "aura:edge:{llm-1.k3x9}:in")
        #expect(BusKeys.workerInbox(Self.worker) == "aura:worker:{llm-1.k3x9}:in")
    }

    @Test func theCommandsOnTasksAreReadAsTheyWereStored() throws {
        func expect<Body: CommandBody>(_ json: String, is body: Body, kind: String) throws {
            #expect(Body.kind == kind)
            #expect(Body.worker == .tasks)
            #expect(try Body.decoded(from: Array(json.utf8)) == body)
            #expect(try Body.decoded(from: body.encoded()) == body)
        }
        try expect(
            #"""
            {"taskType":"analysis","description":"분석","inputData":"{\"a\":1}",\#
            "authorization":{"token":"t","expiresAt":1790000000},"later":1}
            """#,
            is: CreateTask(
                taskType: "analysis",
                description: "분석",
                inputData: #"{"a":1}"#,
                authorization: CallerAuthorization(token: "t", expiresAt: 1_790_000_000)
            ),
            kind: "task.create"
        )
        try expect(
            #"{"taskType":"chat","description":""}"#,
            is: CreateTask(taskType: "chat", description: ""),
            kind: "task.create"
        )
        try expect("{}", is: StartTask(), kind: "task.start")
        try expect(
            #"{"progress":40,"description":"p"}"#,
            is: ReportProgress(progress: 40, description: "p"),
            kind: "task.progress"
        )
        try expect(#"{"result":"{}"}"#, is: CompleteTask(result: "{}"), kind: "task.complete")
        try expect(#"{"errorMessage":"m"}"#, is: FailTask(errorMessage: "m"), kind: "task.fail")
        try self.expect(#"{"taskId":"0b0e1b1e-2f0c"}"#, is: TaskCreated(taskId: "0b0e1b1e-2f0c"))
    }

    @Test func aCallerAuthorizationHoldsUntilItsEndAndShowsNothing() {
        let authorization = CallerAuthorization(token: "secret", expiresAt: 10)
        #expect(authorization.isValid(at: 9))
        #expect(!authorization.isValid(at: 10))
        #expect(CallerAuthorization(token: "secret").isValid(at: .max))
        for text in [
            "\(authorization)", String(reflecting: authorization),
            "\(CreateTask(taskType: "", description: "", authorization: authorization))",
        ] {
            #expect(!text.contains("secret"))
        }
    }
}
