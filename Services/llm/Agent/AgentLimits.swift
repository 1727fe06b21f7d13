import ServiceKit

/// What one agent's run may take.
struct AgentLimits: Sendable, Equatable {
    /// Times that the model is asked with tools; after those it must answer without.
    var rounds = 12
    /// Tokens after which the model must answer.
    var tokens = 200_000
    /// Times that the model may ask for the same call with the same arguments; the next is refused.
    var repetitions = 2
    /// How long a call waits for somebody's approval (contract §7.3).
    var approval = Duration.seconds(300)
}

extension AgentLimits {
    /// Reads `AURA_AGENT_ROUNDS` (12), `AURA_AGENT_TOKENS` (200,000) and `AURA_APPROVAL_TIMEOUT` (300 s).
    init(_ settings: Settings) throws(SettingsError) {
        self.rounds = try settings.int("AURA_AGENT_ROUNDS", default: self.rounds, in: 1...100)
        self.tokens = try settings.int("AURA_AGENT_TOKENS", default: self.tokens, in: 1...100_000_000)
        self.approval = try settings.seconds("AURA_APPROVAL_TIMEOUT", default: self.approval)
    }
}
