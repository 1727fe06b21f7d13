import Bus
import FoundationEssentials
import Hummingbird
import Messages
import Metrics

/// `POST /runs/{id}/feedback`: what the one who asked thinks of the answer.
struct FeedbackRoutes<Registry: RunRegistry>: Sendable {
    let access: RunAccess<Registry>

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("runs/:id/feedback") { request, context in try await self.rate(request, context) }
    }

    private struct Rated: Encodable, Sendable {
        var runId: String
        var feedback: FeedbackView
    }

    private func rate(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let run = try await self.access.run(of: context).run
        let body = try await RequestBody.bytes(of: request, upTo: context.maxUploadSize)
        let wish = try FeedbackRequest(body: body)
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let feedback = RunFeedback(rating: wish.rating, comment: wish.comment, at: now)
        let before = try await self.access.registry.setFeedback(feedback, for: run)
        if before?.rating != feedback.rating {
            Counter(label: "aura_feedback_total", dimensions: [("rating", feedback.rating.rawValue)]).increment()
        }
        return .enveloped(Rated(runId: run.description, feedback: FeedbackView(feedback)))
    }
}
