import Observability

/// What the llm process measures of the models that it asks.
enum ModelMetrics {
    /// The families that stand at zero from the start.
    ///
    /// - Parameter providers: The names of those that may be asked.
    static func declarations(providers: [String]) -> [MetricDeclaration] {
        [
            MetricDeclaration(
                "aura_provider_errors_total",
                .counter,
                help: "Calls that a provider failed, each attempt.",
                labelSets: MetricDeclaration.labelSets(
                    crossing: ["provider": providers, "kind": ProviderFailure.Kind.allCases.map { "\($0)" }]
                )
            ),
            MetricDeclaration(
                "aura_tokens_total",
                .counter,
                help: "Tokens that were paid for, as the provider counts them or as we estimate.",
                labelSets: MetricDeclaration.labelSets(
                    crossing: ["direction": ["prompt", "completion"], "estimated": ["true", "false"]]
                )
            ),
            MetricDeclaration(
                "aura_usage_lost_total",
                .counter,
                help: "Calls whose tokens the ledger could not take."
            ),
            MetricDeclaration(
                "aura_embeddings_total",
                .counter,
                help: "Texts that were embedded, by where their vectors came from.",
                labelSets: MetricDeclaration.labelSets(crossing: ["from": ["cache", "provider"]])
            ),
        ]
    }
}
