import HTTPFetch
import Messages

/// Has a person decide what an agent may do.
struct Approver {
    /// How often the edge is told again, in about 8 s.
    private static let retries = 5

    let client: EdgeClient

    /// Asks, tells the edge, and says what came of it: a decision that cannot be told is no reason to leave the run.
    ///
    /// - Throws: `CancellationError`.
    func decide(_ question: ApprovalQuestion) async throws -> String {
        guard let user = self.client.access.user else {
            return "the token names no user, so \(question.request.harmless) must be decided elsewhere"
        }
        let answer = await TerminalInput.line(prompt: question.prompt)
        let isApproved = ApprovalQuestion.isApproval(answer)
        let request = EdgeRequest.post(
            "hitl",
            isApproved ? "approve" : "reject",
            question.request,
            body: [
                "userId": .string(user)
            ]
        )
        do {
            return try await self.tell(request.adding("X-User-ID", user))
        } catch {
            try Task.checkCancellation()
            return "\(question.request.harmless) is not decided: \("\(error)".harmless)"
        }
    }

    /// Tells the edge, and again where it cannot answer for now: who was heard the first time is told so.
    private func tell(_ decision: EdgeRequest) async throws -> String {
        var attempts = Reconnection(limit: Self.retries)
        attempts.began()
        while true {
            do {
                return try await Self.outcome(of: self.client.answer(to: decision))
            } catch let error as OperatorError where error.isPassing {
                try Task.checkCancellation()
                let loss = StreamLoss(kind: .busy, reason: error.description)
                guard
                    case .retry(let delay, let attempt) = attempts.lost(
                        loss,
                        after: .zero,
                        jitter: .random(in: 0.5...1)
                    )
                else { throw error }
                Console.complain(
                    "aura: not decided yet: \(error.description.harmless); trying again (\(attempt) of \(Self.retries))"
                )
                try await Task.sleep(for: delay)
            }
        }
    }

    /// What the edge did with a decision: who comes second is told the first one's.
    static func outcome(of reply: EdgeAnswer) throws(OperatorError) -> String {
        switch reply.status {
        case 200, 409:
            let status = JSONValue.read(reply.body)?["data"]?["status"]?.string ?? "decided"
            return reply.status == 409 ? "already \(status.harmless)" : status.harmless
        case 404: return "too late: nobody waits for that any more"
        default: throw reply.problem
        }
    }
}
