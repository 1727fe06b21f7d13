package import Logging
import Metrics

/// Passes entries on, and counts and reports those that tell of errors: what is logged as `error` or `critical` is one,
/// once. So whoever logs an error has done all that is needed.
package struct FaultLogHandler<Base: LogHandler>: LogHandler {
    private let label: String
    private var base: Base
    private let reporter: FaultReporter?

    /// - Parameter reporter: Gets the errors, whatever the log's level; nil where they are only counted.
    package init(label: String, base: Base, reporter: FaultReporter?) {
        self.label = label
        self.base = base
        self.reporter = reporter
    }

    /// That of the log; entries that tell of errors come here in any case.
    package var logLevel: Logger.Level {
        get { min(self.base.logLevel, .error) }
        set { self.base.logLevel = newValue }
    }

    package var metadata: Logger.Metadata {
        get { self.base.metadata }
        set { self.base.metadata = newValue }
    }

    package var metadataProvider: Logger.MetadataProvider? {
        get { self.base.metadataProvider }
        set { self.base.metadataProvider = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.base[metadataKey: key] }
        set { self.base[metadataKey: key] = newValue }
    }

    package func log(event: LogEvent) {
        if event.level >= self.base.logLevel { self.base.log(event: event) }
        guard event.level >= .error else { return }
        var metadata = self.base.metadata
        if let provided = self.base.metadataProvider?.get() { metadata.merge(provided) { $1 } }
        if let given = event.metadata { metadata.merge(given) { $1 } }
        Counter(label: FaultReporter.errors, dimensions: [("kind", FaultKind(metadata).rawValue)]).increment()
        self.reporter?.report(event, logger: self.label, metadata: metadata)
    }
}
