import DWPGateway
import Messages

/// An answer of the gateway, or of what stands behind it.
struct GatewayAnswer: Sendable {
    /// Characters of what an error says.
    private static let errorLimit = 300

    var status: Int
    /// The media type, as it came.
    var type: String
    var body: [UInt8]
    /// Whether the body had more.
    var isCut: Bool
    /// What no answer may quote.
    var secret: String?

    /// What the model is told.
    var outcome: ToolOutcome {
        guard (200..<300).contains(self.status) else { return .failure("failed: \(self.errorText)") }
        if let envelope = DWPEnvelope(self.body), !envelope.success { return .failure("failed: \(self.errorText)") }
        return .success(self.redacted(self.content), isCut: self.isCut)
    }

    /// The payload: an envelope's data, or all that came.
    private var content: String {
        guard !self.body.isEmpty else { return "Done; there is no answer to read (HTTP \(self.status))." }
        if !self.isCut, let value = JSONValue.read(self.body) {
            guard let envelope = DWPEnvelope(self.body) else { return value.text }
            return value["data"].map(\.text) ?? "Done. \(envelope.message ?? "")"
        }
        guard let text = Self.text(self.body, isCut: self.isCut) else {
            return "The answer is no text (\(Self.firstLine(self.type)), \(self.body.count) bytes)."
        }
        return text
    }

    /// Status, code and one line of words; never a page or a trace.
    private var errorText: String {
        if (300..<400).contains(self.status) { return "HTTP \(self.status): a redirect, which is not followed" }
        let value = self.isCut ? nil : JSONValue.read(self.body)
        let code = value?["errorCode"]?.string.map { " \($0)" } ?? ""
        let words = ["message", "detail", "error", "title"].lazy.compactMap { value?[$0]?.string }.first { !$0.isEmpty }
        let text = words.map { ": \(Self.firstLine($0))" } ?? ""
        return self.redacted("HTTP \(self.status)\(code)\(text)")
    }

    private func redacted(_ text: String) -> String {
        guard let secret = self.secret, !secret.isEmpty else { return text }
        return text.replacing(secret, with: "[redacted]")
    }

    private static func firstLine(_ text: String) -> String {
        String(text.prefix { !$0.isNewline }.prefix(Self.errorLimit))
    }

    /// The text in UTF-8; a letter that the cut went through is left out.
    private static func text(_ bytes: [UInt8], isCut: Bool) -> String? {
        for dropped in 0...(isCut ? 3 : 0) {
            if let text = String(validating: bytes.dropLast(dropped), as: UTF8.self), !text.utf8.contains(0) {
                return text
            }
        }
        return nil
    }
}
