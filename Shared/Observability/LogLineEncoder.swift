package import Logging

/// Turns log entries into lines; each ends with the only newline in it.
package struct LogLineEncoder: Sendable {
    package var format: LogFormat
    /// The process's name, such as `aura-llm`.
    package var service: String
    /// This replica's own name.
    package var instance: String

    /// Bytes that one string of an entry may take, before escaping; the rest is cut.
    static let maximumTextBytes = 16 * 1024
    /// Metadata nested deeper than this is not written.
    static let maximumDepth = 8

    package init(format: LogFormat, service: String, instance: String) {
        self.format = format
        self.service = service
        self.instance = instance
    }

    /// Writes one entry as one line.
    ///
    /// Metadata stands beside the entry's own fields; a key that one of those takes gets a `_` in front. Values under
    /// keys that `LogRedaction` hides are not written.
    package func line(
        time: RFC3339,
        level: Logger.Level,
        logger: String,
        message: String,
        metadata: Logger.Metadata
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + message.utf8.count)
        switch self.format {
        case .json:
            self.appendJSON(time: time, level: level, logger: logger, message: message, metadata: metadata, to: &bytes)
        case .text:
            self.appendText(time: time, level: level, logger: logger, message: message, metadata: metadata, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}
