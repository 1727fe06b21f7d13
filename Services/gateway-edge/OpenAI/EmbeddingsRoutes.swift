import Bus
import FoundationEssentials
import Hummingbird
import Messages
import ServiceKit

/// `POST /v1/embeddings`: the vectors of texts, by the model that the llm service embeds with.
struct EmbeddingsRoutes<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    /// Of the llm service.
    let caller: RunCaller<Queue, Registry, Log, LeaseStore>
    let admission: QueueAdmission
    /// How long a command may take.
    var patience = Duration.seconds(30)

    /// Commands of one request at once.
    private static var concurrency: Int { 4 }

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("v1/embeddings") { request, context in try await self.embed(request, context) }
    }

    private func embed(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        let body = try await request.openAIBody(upTo: context.maxUploadSize)
        let wanted = try EmbeddingsRequest(body: body)
        try self.admission.admit()
        do {
            let answers = try await self.answers(to: wanted, for: identity.caller, traceparent: context.traceparent)
            return try await withoutEventLoops { .json(try EmbeddingsAnswer(answers, to: wanted)) }
        } catch let failure as RunFailure {
            throw OpenAIError(failure)
        }
    }

    /// One answer a command, in the order of the texts.
    private func answers(
        to wanted: EmbeddingsRequest,
        for caller: Caller,
        traceparent: String?
    ) async throws -> [Embeddings] {
        let size = EmbedTexts.countLimit
        var starts = stride(from: 0, to: wanted.texts.count, by: size).makeIterator()
        return try await withThrowingTaskGroup(of: (Int, Embeddings).self) { tasks in
            func begin(_ start: Int) {
                let texts = Array(wanted.texts[start..<min(start + size, wanted.texts.count)])
                tasks.addTask {
                    (start, try await self.embed(texts, wanted.model, for: caller, traceparent: traceparent))
                }
            }
            for _ in 0..<Self.concurrency {
                if let start = starts.next() { begin(start) }
            }
            var answers: [Int: Embeddings] = [:]
            while let (start, answer) = try await tasks.next() {
                answers[start] = answer
                if let start = starts.next() { begin(start) }
            }
            return answers.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func embed(
        _ texts: [String],
        _ model: String?,
        for caller: Caller,
        traceparent: String?
    ) async throws -> Embeddings {
        let events = try await self.caller.call(
            EmbedTexts(texts: texts, model: model),
            kind: .embedding,
            for: caller,
            within: self.patience,
            traceparent: traceparent
        )
        guard let payload = events.first(where: { $0.type == .embeddings })?.payload else {
            throw RunFailure.workerLost
        }
        return try Embeddings.decoded(from: payload)
    }
}
