/// Names how a log entry is written as one line.
package enum LogFormat: String, Sendable, CaseIterable {
    /// One JSON object.
    case json
    /// `time LEVEL service/instance logger: message key=value …`, for a person's eyes.
    case text
}
