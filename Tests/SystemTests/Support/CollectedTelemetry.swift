import Foundation
import Synchronization
import TestSupport

/// Plays a collector of traces and Sentry, and reads what it gets with Foundation.
final class CollectedTelemetry: Sendable {
    struct Span: Sendable {
        var service: String
        var trace: String
        var id: String
        var parent: String?
        var name: String
        var start: UInt64
        var end: UInt64
        var isFailed: Bool
        /// Texts, and numbers as texts.
        var attributes: [String: String]
    }

    private let all = Mutex<[ScriptedRequest]>([])

    var script: RequestScript {
        { request, connection in
            self.all.withLock { $0.append(request) }
            try await connection.respond("200 OK", ["Content-Type: application/json"], body: "{}")
        }
    }

    private var requests: [ScriptedRequest] { self.all.withLock { $0 } }
    private var tracing: [ScriptedRequest] { self.requests.filter { $0.path.hasSuffix("/v1/traces") } }

    /// All that came, headers left out.
    var text: String { self.requests.map { String(decoding: $0.body, as: UTF8.self) }.joined(separator: "\n") }
    var paths: Set<String> { Set(self.requests.map(\.path)) }

    /// Whether every request with traces has the header.
    func hasHeader(_ name: String, _ value: String) -> Bool {
        !self.tracing.isEmpty && self.tracing.allSatisfy { $0.header(name) == value }
    }

    /// The events of the envelopes.
    func events() -> [[String: Any]] {
        self.requests.filter { $0.path == "/api/42/envelope/" }.compactMap { request in
            request.body.split(separator: UInt8(ascii: "\n")).last.flatMap {
                try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
            }
        }
    }

    func spans() throws -> [Span] {
        try self.tracing.flatMap { request in
            let body = try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
            return (body?["resourceSpans"] as? [[String: Any]] ?? []).flatMap { resource in
                let attributes = Self.texts((resource["resource"] as? [String: Any])?["attributes"])
                let scopes = resource["scopeSpans"] as? [[String: Any]] ?? []
                return scopes.flatMap { $0["spans"] as? [[String: Any]] ?? [] }.map { span in
                    Span(
                        service: attributes["service.name"] ?? "",
                        trace: span["traceId"] as? String ?? "",
                        id: span["spanId"] as? String ?? "",
                        parent: span["parentSpanId"] as? String,
                        name: span["name"] as? String ?? "",
                        start: UInt64(span["startTimeUnixNano"] as? String ?? "") ?? 0,
                        end: UInt64(span["endTimeUnixNano"] as? String ?? "") ?? 0,
                        isFailed: (span["status"] as? [String: Any])?["code"] as? Int == 2,
                        attributes: Self.texts(span["attributes"])
                    )
                }
            }
        }
    }

    private static func texts(_ attributes: Any?) -> [String: String] {
        var texts: [String: String] = [:]
        for attribute in attributes as? [[String: Any]] ?? [] {
            let value = attribute["value"] as? [String: Any]
            texts[attribute["key"] as? String ?? ""] = value?["stringValue"] as? String ?? value?["intValue"] as? String
        }
        return texts
    }
}
