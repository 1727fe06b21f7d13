import Bus
import Foundation
import Messages
import RedisBus
import TestSupport

/// Holding a fleet to what it has promised, once the fault is over.
extension ChaosLedger {
    /// What is permitted to go wrong, beyond what the fault itself breaks.
    struct Tolerance: Sendable {
        /// How runs may fail; by default none may.
        var failures: Set<RunFailure.ErrorType> = []
        /// Whether mails may have found nobody who heard them: Pub/Sub keeps nothing.
        var losesMails = false
    }

    /// Everything that was promised and is not so.
    func problems(in fleet: Fleet, permitting tolerance: Tolerance) async throws -> [String] {
        let desk = Desk(fleet: fleet, tolerance: tolerance)
        var problems = self.searches.problems
        for chat in self.chats { problems += try await desk.problems(of: chat) }
        for analysis in self.analyses { problems += try await desk.problems(of: analysis) }
        problems += try await desk.problems(of: self.mails)
        problems += try await desk.leftovers()
        problems += fleet.backend.violations
        return problems
    }

    /// Compares what was promised with what the stores hold.
    private struct Desk {
        private static let patience = Duration.seconds(30)

        let fleet: Fleet
        let tolerance: Tolerance

        private var log: RedisRunLog { RedisRunLog(client: self.fleet.redis, timeToLive: .seconds(3600)) }

        // MARK: - Chats

        func problems(of chat: ChatReport) async throws -> [String] {
            guard let run = chat.run else { return ["chat \(chat.number) is never acknowledged"] }
            var problems = chat.problems
            let audit = try await self.audit(run)
            problems += audit.problems.map { "has a log that \($0)" }
            if let failure = chat.failure {
                if self.permits(failure) == false { problems.append("fails: \(failure)") }
            } else if let problem = TaggedAnswer.problem(in: chat.events.text, of: chat.number, words: chat.words) {
                problems.append("\(problem), as its client sees it")
            }
            if audit.failure == nil,
                let problem = TaggedAnswer.problem(in: audit.text, of: chat.number, words: chat.words)
            {
                problems.append("\(problem), by its log")
            }
            if audit.failure?.rawValue != chat.failure {
                problems.append("ends with \(audit.failure?.rawValue ?? "success"), its client is told otherwise")
            }
            problems += await self.resumptionProblems(of: chat, run)
            return problems.map { "chat \(chat.number), run \(run): \($0)" }
        }

        /// Comes back in the middle of an answer that has ended: the rest must be as it was.
        private func resumptionProblems(of chat: ChatReport, _ run: RunID) async -> [String] {
            let fresh = chat.events.lastIndex { $0.name == "restarted" || $0.name == "resync" }.map { $0 + 1 } ?? 0
            let events = chat.events[fresh...].filter { $0.name == nil }
            guard chat.failure == nil, let middle = events.dropFirst(events.count / 2).first?.id else { return [] }
            do {
                let client = try ChaosChat(number: chat.number, doors: []).client(at: self.fleet.doors[chat.number % 2])
                var stream = try await client.stream("GET", "/runs/\(run)/stream", nil, ["Last-Event-ID": middle])
                let rest = try await stream.rest()
                let expected = Array(events.dropFirst(events.count / 2 + 1))
                guard rest.isDone, Array(rest.dropLast()) == expected else {
                    return ["resumes after \(middle) with \(rest.count - 1) events for \(expected.count)"]
                }
                return []
            } catch {
                return ["does not resume: \(error)"]
            }
        }

        // MARK: - Analyses

        func problems(of analysis: ChaosAnalysis.Report) async throws -> [String] {
            var problems = analysis.problems
            if let run = analysis.run {
                let audit = try await self.audit(run)
                problems += audit.problems.map { "has a log that \($0)" }
                if let failure = audit.failure, self.permits(failure.rawValue) == false {
                    problems.append("fails: \(failure)")
                }
                problems += await self.taskProblems(of: analysis, failed: audit.failure != nil)
            }
            return problems.map { "analysis \(analysis.number), run \(analysis.run?.description ?? "none"): \($0)" }
        }

        /// What DWP shows: one task that ended once, as the run did. A request that was refused may have left one too,
        /// which failed.
        private func taskProblems(of analysis: ChaosAnalysis.Report, failed: Bool) async -> [String] {
            let question = ChaosAnalysis.question(analysis.number)
            func rows() -> [DWPTaskRow] { self.fleet.backend.rows.filter { $0.inputData?.contains(question) == true } }
            do {
                try await eventually(within: Self.patience) {
                    !rows().isEmpty && rows().allSatisfy(\.status.isEnd)
                }
            } catch {
                return ["has tasks that are \(rows().map(\.status.rawValue))"]
            }
            var problems: [String] = []
            let rows = rows()
            if rows.count > 1 + analysis.refusals { problems.append("has \(rows.count) tasks") }
            let completed = rows.count { $0.status == .completed }
            if completed != (failed ? 0 : 1) { problems.append("has \(completed) completed tasks") }
            for row in rows {
                let ends = self.fleet.backend.calls.count { call in
                    call.taskId == row.taskId && call.hadEffect && [.complete, .fail].contains(call.operation)
                }
                if ends != 1 { problems.append("has a task that ended \(ends) times") }
            }
            return problems
        }

        // MARK: - Mails

        /// What reached the durable stream must be found, or be a dead letter.
        func problems(of mails: [Mail]) async throws -> [String] {
            let script = """
                local known = {}
                for i = 2, #ARGV do known[i - 1] = redis.call('EXISTS', ARGV[1] .. redis.sha1hex(ARGV[i])) end
                return known
                """
            let arguments = [RedisArgument(script), 0, RedisArgument(BusKeys.seenEventPrefix)]
            let reply = try await self.fleet.redis.send(
                RedisCommand("EVAL", arguments + mails.map { RedisArgument($0.identity) })
            )
            let isDurable = (reply.array ?? []).map { $0.int == 1 }
            guard isDurable.count == mails.count else { return ["the stream of events cannot be asked: \(reply)"] }
            var problems: [String] = []
            for (mail, isDurable) in zip(mails, isDurable) {
                if isDurable {
                    if try await !self.isFound(mail) { problems.append("mail \(mail.number) is lost") }
                } else if !self.tolerance.losesMails {
                    problems.append("mail \(mail.number) never reached the stream; \(mail.listeners) heard of it")
                }
            }
            return problems
        }

        private func isFound(_ mail: Mail) async throws -> Bool {
            let client = HTTPClient(port: self.fleet.doors[mail.number % 2], token: try Stack.token(), tenant: "1")
            let end = ContinuousClock.now + Self.patience
            while ContinuousClock.now < end {
                let answer = try? await client.get("/search?q=m\(mail.number)x&limit=1")
                if answer?.text.contains("mail_\(mail.number)\"") == true { return true }
                if try await self.deadMails().contains(ChaosLedger.subject(mail.number)) { return true }
                try await Task.sleep(for: .milliseconds(50))
            }
            return false
        }

        private func deadMails() async throws -> String {
            let reply = try await self.fleet.redis.send(
                RedisCommand("XRANGE", RedisArgument(BusKeys.deadEvents), "-", "+")
            )
            return (reply.array ?? []).map { "\($0.array?.last?.array?.compactMap(\.string) ?? [])" }.joined()
        }

        // MARK: - The rest

        /// Commands that nobody will carry out, and those that were given up.
        func leftovers() async throws -> [String] {
            var problems: [String] = []
            for service in WorkerService.allCases {
                let queue = BusKeys.commands(service)
                let dead = BusKeys.deadLetters(service)
                if try await self.length(of: dead) > 0 { problems.append("\(dead) is not empty") }
                do {
                    try await eventually(within: Self.patience) {
                        if try await self.length(of: queue) == 0 { return true }
                        try await Task.sleep(for: .milliseconds(20))
                        return false
                    }
                } catch is NeverHappened {
                    problems.append("\(queue) still has \(try await self.length(of: queue)) commands")
                }
            }
            return problems
        }

        private func length(of stream: String) async throws -> Int {
            try await self.fleet.redis.send(RedisCommand("XLEN", RedisArgument(stream))).int ?? -1
        }

        /// Reads a run's log once the run has ended, or will never end any more.
        private func audit(_ run: RunID) async throws -> RunAudit {
            let end = ContinuousClock.now + Self.patience
            while true {
                let audit = RunAudit(try await self.log.entries(of: run, after: .zero, limit: 10_000))
                guard audit.ending == nil, ContinuousClock.now < end else { return audit }
                try await Task.sleep(for: .milliseconds(20))
            }
        }

        private func permits(_ failure: String) -> Bool {
            RunFailure.ErrorType(rawValue: failure).map(self.tolerance.failures.contains) ?? false
        }
    }
}
