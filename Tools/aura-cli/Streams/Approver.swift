import HTTPFetch
import Messages

/// Has a person decide what an agent may do.
struct Approver {
    let client: EdgeClient

    /// Asks, tells the edge, and says what came of it.
    ///
    /// - Throws: ``OperatorError`` where the edge cannot be told.
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
        let reply = try await self.client.answer(to: request.adding("X-User-ID", user))
        return try Self.outcome(of: reply)
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
