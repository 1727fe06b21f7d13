import FoundationEssentials
import HTTPFetch

/// A Chroma server's HTTP API, version 2, of one tenant and database of Chroma's own.
struct ChromaClient: Sendable {
    /// All that one request may take; a write of a full batch took 1.2 s where it was measured.
    private static let timeouts = FetchTimeouts(
        connect: .seconds(2),
        firstByte: .seconds(10),
        idle: .seconds(10),
        total: .seconds(10)
    )
    private static let answerLimit = 256 << 20

    private let root: String
    private let http: any HTTPFetching

    /// - Parameter url: The server's address, such as `http://localhost:8001`.
    init(url: String, database: String, http: any HTTPFetching) {
        var server = url[...]
        while server.hasSuffix("/") { server.removeLast() }
        self.root = "\(server)/api/v2/tenants/default_tenant/databases/\(database)"
        self.http = http
    }

    /// Reads what is at a path below the database.
    func get<Answer: Decodable>(_ path: String) async throws(VectorStoreError) -> Answer {
        try await self.send("GET", path, body: nil)
    }

    /// Sends a message to a path below the database.
    func send<Answer: Decodable>(
        _ body: some Encodable,
        to path: String,
        method: String = "POST"
    ) async throws(VectorStoreError) -> Answer {
        let bytes: [UInt8]
        do {
            bytes = Array(try JSONEncoder().encode(body))
        } catch {
            throw VectorStoreError(.refused, "no JSON can be made of a request to Chroma: \(error)")
        }
        return try await self.send(method, path, body: bytes)
    }

    private func send<Answer: Decodable>(
        _ method: String,
        _ path: String,
        body: [UInt8]?
    ) async throws(VectorStoreError) -> Answer {
        let status: Int
        let answer: [UInt8]
        do throws(FetchError) {
            let response = try await self.http.fetch(
                FetchRequest(
                    method: method,
                    url: self.root + path,
                    headers: body == nil ? [] : [FetchHeader(name: "Content-Type", value: "application/json")],
                    body: body,
                    timeouts: Self.timeouts,
                    maximumResponseBytes: Self.answerLimit
                )
            )
            status = response.status
            answer = try await response.body.collect(upTo: Self.answerLimit)
        } catch {
            throw VectorStoreError(.unavailable, "Chroma does not answer: \(error.code.rawValue), \(error.message)")
        }
        guard (200..<300).contains(status) else { throw Self.failure(status, answer) }
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(answer))
        } catch {
            throw VectorStoreError(.unavailable, "Chroma's answer is not understood: \(error)")
        }
    }

    /// A collection that is gone may come back; content that is refused stays so.
    private static func failure(_ status: Int, _ answer: [UInt8]) -> VectorStoreError {
        let problem = try? JSONDecoder().decode(ChromaProblem.self, from: Data(answer))
        let message = "Chroma \(status): \((problem?.message ?? "no message").prefix(500))"
        return VectorStoreError([400, 413, 422].contains(status) ? .refused : .unavailable, message)
    }
}

/// What Chroma says about a failure.
private struct ChromaProblem: Decodable {
    var message: String
}
