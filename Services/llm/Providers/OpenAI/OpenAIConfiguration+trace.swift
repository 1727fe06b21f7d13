import FoundationEssentials
import Spans
import Tracing

extension OpenAIConfiguration {
    /// Asks the provider inside a span, as OpenTelemetry's conventions for generative AI describe one; what is asked and
    /// answered is not told.
    func traced<Answer>(
        _ operation: String,
        of model: String,
        continuing traceparent: String?,
        _ work: (TraceSpan) async throws -> Answer
    ) async throws -> Answer {
        try await withTraceSpan(
            "\(operation) \(model)",
            .client,
            continuing: traceparent,
            [
                "gen_ai.operation.name": "\(operation)", "gen_ai.provider.name": "\(self.name)",
                "gen_ai.request.model": "\(model)", "server.address": "\(URL(string: self.baseURL)?.host() ?? "")",
            ],
            errorType: { ($0 as? ProviderFailure).map { "\($0.kind)" } ?? "\(type(of: $0))" },
            work
        )
    }
}
