import Foundation
import HTTPFetch
import Logging

/// Talks to an edge as a user's program would.
struct HTTPClient: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: FetchHeaders
        var body: [UInt8]

        var text: String { String(decoding: self.body, as: UTF8.self) }

        /// The payload of the backend's envelope.
        func data() throws -> [String: Any] {
            let json = try JSONSerialization.jsonObject(with: Data(self.body)) as? [String: Any]
            return json?["data"] as? [String: Any] ?? [:]
        }
    }

    private static let fetcher = Result { try CurlFetcher(logger: Logger(label: "system-tests")) }

    let port: Int
    var token: String?
    var tenant: String?
    /// How long the client waits for the next byte.
    var patience = Duration.seconds(30)

    func get(_ path: String) async throws -> Answer { try await self.ask("GET", path) }
    func delete(_ path: String) async throws -> Answer { try await self.ask("DELETE", path) }

    func post(_ path: String, _ body: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await self.ask("POST", path, body, headers)
    }

    func ask(_ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:]) async throws
        -> Answer
    {
        let response = try await self.fetch(method, path, body, headers)
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(status: response.status, headers: response.headers, body: bytes)
    }

    /// Opens a chat's stream.
    func chat(_ message: String, _ headers: [String: String] = [:]) async throws -> EventStream {
        let body = String(decoding: try JSONEncoder().encode(["message": message]), as: UTF8.self)
        return try await self.stream("POST", "/chat/stream", body, headers)
    }

    /// Opens a stream; anything but 200 is an error.
    func stream(_ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:]) async throws
        -> EventStream
    {
        let response = try await self.fetch(method, path, body, headers)
        guard response.status == 200 else {
            let text = String(decoding: try await response.body.collect(upTo: 1 << 20), as: UTF8.self)
            throw StackError(description: "\(method) \(path): \(response.status) \(text)")
        }
        return EventStream(response)
    }

    private func fetch(_ method: String, _ path: String, _ body: String?, _ headers: [String: String]) async throws
        -> FetchResponse
    {
        var fields = headers.map { FetchHeader(name: $0.key, value: $0.value) }
        if let token { fields.append(FetchHeader(name: "Authorization", value: "Bearer \(token)")) }
        if let tenant { fields.append(FetchHeader(name: "X-Tenant-ID", value: tenant)) }
        return try await Self.fetcher.get().fetch(
            FetchRequest(
                method: method,
                url: "http://127.0.0.1:\(self.port)\(path)",
                headers: fields,
                body: body.map { Array($0.utf8) },
                timeouts: FetchTimeouts(firstByte: self.patience, idle: self.patience, total: .seconds(60)),
                maximumResponseBytes: nil
            )
        )
    }
}
