package import Observability

/// What every process that carries out commands measures.
package enum WorkerMetrics {
    /// The families that stand at zero from the start.
    ///
    /// - Parameter streams: What the worker may give up entries of.
    package static func declarations(givingUp streams: [DeadLetterMetrics.Stream]) -> [MetricDeclaration] {
        [RunMetrics.declaration, HopMetrics.declaration, DeadLetterMetrics.declaration(of: streams)]
    }
}
