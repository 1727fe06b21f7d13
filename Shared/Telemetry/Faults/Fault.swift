package import Logging
package import Observability
package import Spans

/// An error as it was logged: what is known of it without its secrets.
package struct Fault: Sendable {
    /// Bytes of a text that is told; the rest is cut.
    private static let textLimit = 1024
    /// Bytes of a text in which secrets are looked for, for that takes time.
    private static let scrubLimit = 4096

    package var time: RFC3339
    package var level: Logger.Level
    package var kind: FaultKind
    /// The logger's label.
    package var logger: String
    /// The entry's message, which says what went wrong, without values.
    package var message: String
    /// The error's type, or what the entry calls its type; nil where it says neither.
    package var type: String?
    /// The error's own words.
    package var words: String?
    /// The file and the function that logged it.
    package var place: String
    /// Everything else that the entry says.
    package var details: [String: String]
    package var trace: TraceParent?

    /// - Parameter metadata: The entry's own and its logger's.
    package init(_ event: LogEvent, logger: String, metadata: Logger.Metadata, time: RFC3339 = .now) {
        self.time = time
        self.level = event.level
        self.kind = FaultKind(metadata)
        self.logger = logger
        self.message = event.message.description
        self.type = Self.type(of: event, metadata)
        self.words = (event.error.map { "\($0)" } ?? metadata["error"].map { "\($0)" }).map(Self.told)
        self.place = Self.place(of: event)
        self.trace = metadata["trace"].flatMap { TraceParent("\($0)") }
        self.details = [:]
        let known: Set = [FaultKind.key, "error", "errorType"]
        for (key, value) in metadata where !known.contains(key) {
            self.details[key] = LogRedaction.hides(key) ? LogRedaction.mark : Self.told(Self.text(of: value))
        }
    }

    /// Alike for all errors of one cause: no ids, no numbers of the moment.
    package var fingerprint: [String] { [self.message, self.place, self.type ?? ""] }

    /// The fingerprint of an entry, before anything else is made of it.
    static func fingerprint(of event: LogEvent, metadata: Logger.Metadata) -> [String] {
        [event.message.description, self.place(of: event), self.type(of: event, metadata) ?? ""]
    }

    private static func type(of event: LogEvent, _ metadata: Logger.Metadata) -> String? {
        event.error.map { "\(Swift.type(of: $0))" } ?? metadata["errorType"].map { "\($0)" }
    }

    private static func place(of event: LogEvent) -> String { "\(event.file):\(event.function)" }

    private static func told(_ text: String) -> String {
        let scrubbed = LogRedaction.scrubbed(self.cut(text, to: self.scrubLimit))
        return self.cut(scrubbed, to: self.textLimit)
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…"
    }

    private static func text(of value: Logger.Metadata.Value) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let convertible): "\(convertible)"
        case .array(let elements): "[\(elements.map(Self.text).joined(separator: " "))]"
        case .dictionary(let members):
            members.sorted { $0.key < $1.key }.map { key, value in
                "\(key)=\(LogRedaction.hides(key) ? LogRedaction.mark : Self.text(of: value))"
            }.joined(separator: " ")
        }
    }
}
