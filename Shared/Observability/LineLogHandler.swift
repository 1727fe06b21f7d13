package import Logging

/// Writes each entry of a logger as one line, in the encoder's format.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let writer: LogWriter

    package init(
        label: String,
        writer: LogWriter,
        logLevel: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.writer = writer
        self.logLevel = logLevel
        self.metadataProvider = metadataProvider
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    /// Writes the entry before it returns; an entry's own metadata wins over the provider's, and that over the
    /// logger's.
    package func log(event: LogEvent) {
        var metadata = self.metadata
        if let provided = self.metadataProvider?.get(), !provided.isEmpty {
            metadata.merge(provided) { _, new in new }
        }
        if let given = event.metadata, !given.isEmpty {
            metadata.merge(given) { _, new in new }
        }
        if let error = event.error, metadata["error"] == nil {
            metadata["error"] = "\(error)"
        }
        self.writer.write(
            self.writer.encoder.line(
                time: .now,
                level: event.level,
                logger: self.label,
                message: event.message.description,
                metadata: metadata
            )
        )
    }
}
