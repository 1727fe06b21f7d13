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
