import HTTPFetch
import Messages
import ServerSentEvents
import ServiceKit
import Spans
import Synchronization
import Tracing

/// Speaks with one MCP server over streamable HTTP (MCP 2025-06-18); no person's token ever goes there.
final class MCPClient: Sendable {
    /// What is asked for, and what else has the same messages as far as they are used here.
    private static let version = "2025-06-18"
    private static let versions: Set = ["2025-03-26", "2025-06-18", "2025-11-25"]
    /// Bytes of an answer, and of one event of a stream.
    private static let answerLimit = 4 << 20
    private static let pageLimit = 20
    private static let toolLimit = 128

    private let settings: MCPServerSettings
    private let http: any HTTPFetching
    private let session = Mutex<MCPSession?>(nil)
    private let lastID = Atomic(0)

    init(_ settings: MCPServerSettings, http: any HTTPFetching) {
        self.settings = settings
        self.http = http
    }

    /// All tools of the server, page by page.
    func tools(by deadline: ContinuousClock.Instant) async throws(MCPFailure) -> [MCPToolListing] {
        var tools: [MCPToolListing] = []
        var cursor: String?
        for _ in 0..<Self.pageLimit {
            let parameters: JSONValue = cursor.map { ["cursor": .string($0)] } ?? [:]
            let page = try await self.request("tools/list", parameters, by: deadline)
            guard let listed = page["tools"]?.array else {
                throw MCPFailure(code: .broken, message: "the list of tools is none")
            }
            tools += listed.compactMap { MCPToolListing($0) }
            cursor = page["nextCursor"]?.string
            if cursor == nil || tools.count >= Self.toolLimit { break }
        }
        return Array(tools.prefix(Self.toolLimit))
    }

    /// The result of a call, as the server gave it.
    func call(_ tool: String, _ arguments: JSONValue, traceparent: String?) async throws(MCPFailure) -> JSONValue {
        try await withTraceSpan(
            "tools/call \(tool)",
            .client,
            continuing: traceparent,
            ["mcp.method.name": "tools/call", "gen_ai.tool.name": "\(tool)"],
            errorType: { "\($0.code)" }
        ) { (span) async throws(MCPFailure) in
            try await self.request(
                "tools/call",
                ["name": .string(tool), "arguments": arguments],
                by: .now + self.settings.timeout,
                traceparent: span.traceparent
            )
        }
    }

    /// Makes one request in the session that there is, or in a new one.
    private func request(
        _ method: String,
        _ parameters: JSONValue,
        by deadline: ContinuousClock.Instant,
        traceparent: String? = nil
    ) async throws(MCPFailure) -> JSONValue {
        let session = try await self.currentSession(by: deadline)
        do throws(MCPFailure) {
            return try await self.send(method, parameters, in: session, by: deadline, traceparent: traceparent).result
        } catch {
            guard error.code == .sessionLost else { throw error }
            self.session.withLock { if $0 == session { $0 = nil } }
            let renewed = try await self.currentSession(by: deadline)
            return try await self.send(method, parameters, in: renewed, by: deadline, traceparent: traceparent).result
        }
    }

    private func currentSession(by deadline: ContinuousClock.Instant) async throws(MCPFailure) -> MCPSession {
        if let session = self.session.withLock({ $0 }) { return session }
        let parameters: JSONValue = [
            "protocolVersion": .string(Self.version), "capabilities": [:],
            "clientInfo": ["name": "aura-platform", "version": "1.0.0"],
        ]
        let (result, id) = try await self.send("initialize", parameters, in: nil, by: deadline, traceparent: nil)
        guard let version = result["protocolVersion"]?.string, Self.versions.contains(version) else {
            throw MCPFailure(code: .broken, message: "the server speaks no version of the protocol that is known here")
        }
        let session = MCPSession(id: id, version: version)
        try await self.post(["jsonrpc": "2.0", "method": "notifications/initialized"], in: session, by: deadline)
        self.session.withLock { $0 = session }
        return session
    }

    /// Sends a request and waits for its answer.
    ///
    /// - Returns: The result, and the session id that came with it.
    private func send(
        _ method: String,
        _ parameters: JSONValue,
        in session: MCPSession?,
        by deadline: ContinuousClock.Instant,
        traceparent: String?
    ) async throws(MCPFailure) -> (result: JSONValue, session: String?) {
        let id = self.lastID.add(1, ordering: .relaxed).newValue
        let message: JSONValue = [
            "jsonrpc": "2.0", "id": .init(integerLiteral: id), "method": .string(method), "params": parameters,
        ]
        do throws(MCPFailure) {
            let response = try await self.exchange(
                message,
                in: session,
                by: deadline,
                traceparent: traceparent,
                isRepeatable: method != "tools/call"
            )
            let result = try await self.result(in: response, MCPAnswerReader(id: id), session, by: deadline)
            return (result, response.headers["Mcp-Session-Id"])
        } catch {
            if error.code == .timedOut, let session { await self.cancel(id, in: session) }
            throw error
        }
    }

    /// Sends what needs no answer.
    private func post(_ message: JSONValue, in session: MCPSession, by deadline: ContinuousClock.Instant)
        async throws(MCPFailure)
    {
        let response = try await self.exchange(message, in: session, by: deadline, traceparent: nil, isRepeatable: true)
        _ = try await self.whole(response)
    }

    /// Tells the server that nobody waits for an answer any more; it may not hear it.
    private func cancel(_ id: Int, in session: MCPSession) async {
        let parameters: JSONValue = ["requestId": .init(integerLiteral: id), "reason": "timeout"]
        try? await self.post(
            ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": parameters],
            in: session,
            by: .now + .seconds(1)
        )
    }

    /// Sends one message; the answer is a success.
    private func exchange(
        _ message: JSONValue,
        in session: MCPSession?,
        by deadline: ContinuousClock.Instant,
        traceparent: String?,
        isRepeatable: Bool
    ) async throws(MCPFailure) -> FetchResponse {
        var headers = [
            FetchHeader(name: "Content-Type", value: "application/json"),
            FetchHeader(name: "Accept", value: "application/json, text/event-stream"),
        ]
        if let session {
            headers.append(FetchHeader(name: "MCP-Protocol-Version", value: session.version))
            if let id = session.id { headers.append(FetchHeader(name: "Mcp-Session-Id", value: id)) }
        }
        if let traceparent { headers.append(FetchHeader(name: "traceparent", value: traceparent)) }
        headers += self.settings.headers.map { FetchHeader(name: $0.name, value: $0.value.revealed) }
        let limit = max(deadline - .now, .milliseconds(1))
        let request = FetchRequest(
            method: "POST",
            url: self.settings.url,
            headers: headers,
            body: Array(message.text.utf8),
            timeouts: FetchTimeouts(connect: min(.seconds(3), limit), firstByte: limit, idle: limit, total: limit),
            isRepeatable: isRepeatable
        )
        let response: FetchResponse
        do throws(FetchError) {
            response = try await self.http.fetch(request)
        } catch {
            throw MCPFailure(error)
        }
        guard (200..<300).contains(response.status) else { throw await self.failure(of: response, in: session) }
        return response
    }

    private func failure(of response: FetchResponse, in session: MCPSession?) async -> MCPFailure {
        // The server has to answer so, and then has done nothing (MCP 2025-06-18, Session Management).
        if response.status == 404, session?.id != nil {
            return MCPFailure(code: .sessionLost, message: "the server has forgotten the session")
        }
        let said = (try? await self.whole(response)).flatMap { JSONValue.read($0)?["error"] }
        let words = said.map { ", \(MCPAnswerReader.failure($0).message)" } ?? ""
        return MCPFailure(code: .status(response.status), message: "HTTP \(response.status)\(words)")
    }

    private func whole(_ response: FetchResponse) async throws(MCPFailure) -> [UInt8] {
        do throws(FetchError) {
            return try await response.body.collect(upTo: Self.answerLimit)
        } catch {
            throw MCPFailure(error)
        }
    }

    /// Reads an answer, be it one message or a stream of them.
    private func result(
        in response: FetchResponse,
        _ reader: MCPAnswerReader,
        _ session: MCPSession?,
        by deadline: ContinuousClock.Instant
    ) async throws(MCPFailure) -> JSONValue {
        guard response.headers["Content-Type"]?.lowercased().hasPrefix("text/event-stream") == true else {
            if case .result(let result) = try reader.read(try await self.whole(response)) { return result }
            throw MCPFailure(code: .broken, message: "the server answered something else than was asked")
        }
        var parser = EventStreamParser(maximumEventBytes: Self.answerLimit)
        var body = response.body.makeAsyncIterator()
        while let bytes = try await Self.next(of: &body) {
            for event in try Self.events(in: bytes, &parser) where !event.data.isEmpty {
                switch try reader.read(event.data) {
                case .result(let result):
                    response.body.cancel()
                    return result
                case .request(let reply):
                    if let session { try await self.post(reply, in: session, by: deadline) }
                case .other:
                    break
                }
            }
        }
        throw MCPFailure(code: .broken, message: "the answer ended without a result")
    }

    private static func next(of body: inout FetchBody.AsyncIterator) async throws(MCPFailure) -> [UInt8]? {
        do throws(FetchError) {
            return try await body.next()
        } catch {
            throw MCPFailure(error)
        }
    }

    private static func events(
        in bytes: [UInt8],
        _ parser: inout EventStreamParser
    ) throws(MCPFailure) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        do throws(EventStreamError) {
            try parser.consume(bytes, into: &events)
        } catch {
            throw MCPFailure(code: .broken, message: error.message)
        }
        return events
    }
}
