/// Tells whether something that a service needs can be used now.
package enum ReadinessStatus: Sendable, Equatable {
    case ready
    /// Cannot be used; the reason goes to whoever asks, so it holds no secrets.
    case unready(reason: String)
}
