import Bus
import Messages
import Synchronization

/// One analysis: plan, gather, analyse, summarise. A provider that is no model plans nothing and summarises nothing; what
/// it quotes is the analysis.
struct AnalysisWork<Log: RunLog>: Sendable {
    let prompt: AnalysisPrompt
    let provider: any ModelProvider
    let answer: Answer<Log>
    let command: Command

    /// The stages that ask the model, numbered for the ledger.
    enum Call: Int {
        case plan = 1, analysis, summary
    }

    /// Works through the stages; text goes into the answer as it comes.
    ///
    /// - Parameters:
    ///   - tell: Called when a stage begins.
    ///   - gather: Finds documents for queries.
    func result(
        tell: (AnalysisStage) async throws -> Void,
        gather: ([String]) async -> Grounding
    ) async throws -> AnalysisResult {
        var usage: TokenUsage?
        try await tell(.plan)
        let plan = self.provider.isModel ? try await self.ask(.plan, self.prompt.plan, usage: &usage) : ""
        try await tell(.gather)
        let grounding = await gather(self.prompt.queries(in: plan))
        let sources = Sources(grounding)
        try await self.answer.tell(sources)
        try await tell(.analyse)
        var text = try await self.ask(.analysis, self.prompt.analysis, grounding, isShown: true, usage: &usage)
        try await tell(.summarise)
        if self.provider.isModel {
            try await self.answer.say(Array(self.prompt.summaryHeading.utf8))
            text += self.prompt.summaryHeading
            text += try await self.ask(
                .summary,
                self.prompt.summary(of: text, mark: GroundedPrompt.randomMark()),
                isShown: true,
                usage: &usage
            )
        }
        return AnalysisResult(result: text, sources: sources.sources, usage: usage)
    }

    /// One call to the model; returns what it said.
    private func ask(
        _ call: Call,
        _ messages: [ChatMessage],
        _ grounding: Grounding? = nil,
        isShown: Bool = false,
        usage: inout TokenUsage?
    ) async throws -> String {
        let request = ModelRequest(
            messages: messages,
            model: self.prompt.question.model,
            language: self.prompt.language,
            grounding: grounding,
            traceparent: self.command.traceparent,
            subject: self.command.subject,
            call: ModelCall(self.command, epoch: self.answer.output.epoch, number: call.rawValue)
        )
        // What passages could have put into the plan or the analysis stays text in all that follows.
        let trusted = [self.prompt.question.question, self.prompt.question.data ?? ""]
        let said = Mutex<(links: InertLinks, text: [UInt8])>((InertLinks(trusting: trusted), []))
        let show = { @Sendable (bytes: [UInt8]) async throws in
            said.withLock { $0.text += bytes }
            guard said.withLock({ $0.text.count }) <= self.answer.limit.bytes else { throw RunFailure.tooLong }
            if isShown { try await self.answer.say(bytes) }
        }
        let completed = try await self.provider.answer(
            request,
            say: { bytes in
                try await show(said.withLock { $0.links.add(bytes) })
            }
        )
        try await show(said.withLock { $0.links.finish() })
        if let own = completed.usage { usage = usage.map { $0 + own } ?? own }
        return String(decoding: said.withLock(\.text), as: UTF8.self)
    }
}
