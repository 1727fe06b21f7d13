import Bus
import Logging
import Messages
import Synchronization

/// Carries out analyses: in stages, with progress in the run's log and in the DWP task that stands for it.
struct AnalysisHandler<
    Queue: CommandQueue,
    Log: RunLog,
    Inbox: WorkerInbox,
    Registry: RunRegistry,
    Edges: EdgeSignals,
    LeaseStore: Leases,
    Ledger: UsageLedger
>: CommandHandler {
    let ownership: RunOwnership<Log>
    let stewardship: RunStewardship<Log, Inbox, Registry, Edges>
    let registry: Registry
    let log: Log
    let gathering: DocumentGathering<Queue, Registry, Log, LeaseStore>
    let reports: TaskReports<Queue>
    let provider: any ModelProvider
    let lostCalls: LostCalls<Ledger>
    let limit: OutputLimit
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let question = try? AnalyseQuestion.decoded(from: command.body) else {
            let result = await self.ownership.fail(command, as: .analysis, with: .unreadableCommand)
            return await self.conclude(command, nil, result, else: "the body is not that of kind \(command.kind)")
        }
        let progress = RunProgress()
        let result = await self.ownership.carryOut(command, as: question.runKind) { output in
            progress.note { $0.epoch = output.epoch }
            return await self.stewardship.supervise(command.run) { await self.analyse(question, command, output) }
        }
        return await self.conclude(command, progress.isFirst ? nil : question, result)
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let question = try? AnalyseQuestion.decoded(from: command.body)
        let result = await self.ownership.fail(command, as: question?.runKind ?? .analysis, with: .workerLost)
        return await self.conclude(command, question, result, else: "given up after \(attempts) attempts")
    }

    /// Tells how the run has ended before its command is acknowledged; again if the command comes back.
    ///
    /// - Parameters:
    ///   - question: What other workers may have worked on; nil where there was none.
    ///   - reason: Why the command is buried then; nil where it is done.
    private func conclude(
        _ command: Command,
        _ question: AnalyseQuestion?,
        _ result: CommandResult,
        else reason: String? = nil
    ) async -> CommandResult {
        guard result == .done else { return result }
        var said: SpokenRun?
        while said == nil {
            guard !Task.isCancelled else { return .handBack }
            said = try? await SpokenRun.read(command.run, from: self.log)
            if said == nil { try? await Task.sleep(for: .milliseconds(100)) }
        }
        if let said, let question { self.charge(said, question, command) }
        let language = question?.language ?? .korean
        let isTold =
            switch said.map({ RunConclusion($0, in: language) }) {
            case .completed(let result): await self.reports.insist(CompleteTask(result: result), of: command)
            case .failed(let message): await self.reports.insist(FailTask(errorMessage: message), of: command)
            case .open, nil:
                // Forgotten before anybody began it.
                await self.reports.insist(
                    FailTask(errorMessage: RunFailure.tooLate.told(in: language).message),
                    of: command
                )
            }
        guard isTold, await self.lostCalls.recorder.settle(command.run) else { return .handBack }
        return reason.map { .bury(reason: $0) } ?? .done
    }

    /// Charges what was shown of the calls that other workers made.
    private func charge(_ said: SpokenRun, _ question: AnalyseQuestion, _ command: Command) {
        let prompt = AnalysisPrompt(question)
        self.lostCalls.charge(
            said.withoutUsage,
            of: command,
            requested: question.model,
            prompt: TokenEstimate(prompt.analysis).tokens
        ) { attempt in
            let heading = attempt.text.firstRange(of: Array(prompt.summaryHeading.utf8))
            let end = attempt.text.endIndex
            return [
                (AnalysisWork<Log>.Call.analysis.rawValue, attempt.text[..<(heading?.lowerBound ?? end)]),
                (AnalysisWork<Log>.Call.summary.rawValue, attempt.text[(heading?.upperBound ?? end)...]),
            ]
        }
    }

    // MARK: - The work

    private func analyse(
        _ question: AnalyseQuestion,
        _ command: Command,
        _ output: RunOutput<Log>
    ) async -> RunEnding {
        let announcement = TaskAnnouncement(run: command.run, registry: self.registry, output: output)
        await self.reports.tell(StartTask(), of: command)
        return await self.stewardship.watchTask(of: command.run) {
            await announcement.makeIfPossible()
        } while: {
            await RunEnding.of(command, self.logger) {
                let work = AnalysisWork(
                    prompt: AnalysisPrompt(question),
                    provider: self.provider,
                    answer: Answer(output: output, limit: self.limit),
                    command: command
                )
                let result = try await work.result(
                    tell: { stage in try await self.tell(stage, work.prompt.language, command, output) },
                    gather: { queries in
                        await self.gathering.gather(question.documents ?? [], queries, for: command)
                    }
                )
                await announcement.makeIfPossible()
                try await output.append(RunEvent(.result, try result.encoded()))
                return Completed(usage: result.usage, finishReason: "stop")
            }
        }
    }

    private func tell(
        _ stage: AnalysisStage,
        _ language: Language,
        _ command: Command,
        _ output: RunOutput<Log>
    ) async throws {
        let progress = AnalysisProgress(progress: stage.progress, description: stage.description(in: language))
        try await output.append(RunEvent(.progress, try progress.encoded()))
        await self.reports.tell(
            ReportProgress(progress: progress.progress, description: progress.description),
            of: command
        )
    }
}
