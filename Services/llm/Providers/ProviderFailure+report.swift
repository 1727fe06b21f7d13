import Logging
import Metrics

extension ProviderFailure {
    /// Counts the failure and writes it to the log.
    func report(of provider: String, attempt: Int, subject: Logger.Metadata, to logger: Logger) {
        Counter(
            label: "aura_provider_errors_total",
            dimensions: [("provider", provider), ("kind", "\(self.kind)")]
        ).increment()
        logger.warning(
            "Provider failed",
            metadata: [
                "provider": "\(provider)", "kind": "\(self.kind)", "detail": "\(self.detail)", "attempt": "\(attempt)",
            ].merging(subject) { own, _ in own }
        )
    }
}
