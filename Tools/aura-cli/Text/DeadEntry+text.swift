import Bus
import Foundation
import Messages

extension DeadEntry {
    /// When it failed, for people.
    var failedAtText: String {
        guard let failedAt = self.failedAt else { return "-" }
        // Four-digit years; what others have written may be anything.
        guard (0...253_402_300_799_999).contains(failedAt) else { return "\(failedAt)" }
        return Date(timeIntervalSince1970: Double(failedAt / 1000)).formatted(.iso8601)
    }

    /// What it is: an event's type or a command's kind.
    var subject: String {
        if let kind = self["kind"] { return String(decoding: kind, as: UTF8.self) }
        let event = self[EventFields.event].flatMap { bytes in
            try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        }
        return event?["eventType"] as? String ?? "-"
    }

    /// One line for machines.
    var jsonLine: String {
        let record = Record(
            id: self.id,
            failedAt: self.failedAt,
            attempts: self.attempts,
            reason: self.reason,
            fields: Dictionary(
                self.fields.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) },
                uniquingKeysWith: { first, _ in first }
            )
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and numbers only: there is nothing that JSON could not hold.
        let bytes = (try? encoder.encode(record)) ?? Data()
        return String(decoding: bytes, as: UTF8.self).harmlessJSON
    }

    /// All there is of it, for people.
    var lines: [String] {
        var lines = [
            "id: \(self.id)", "failedAt: \(self.failedAtText)", "attempts: \(self.attempts.map { "\($0)" } ?? "-")",
            "reason: \((self.reason ?? "-").harmless)",
        ]
        for field in self.fields {
            let name = field.name.harmless
            if [EventFields.event, "body"].contains(field.name), let indented = IndentedJSON.lines(of: field.value) {
                lines.append("\(name):")
                lines += indented.map { "  \($0.harmlessJSON)" }
            } else {
                lines.append("\(name): \(String(decoding: field.value, as: UTF8.self).harmless)")
            }
        }
        return lines
    }

    private struct Record: Encodable {
        var id: String
        var failedAt: Int64?
        var attempts: Int?
        var reason: String?
        var fields: [String: String]
    }
}
