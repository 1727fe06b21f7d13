import DWPGateway
import HTTPFetch
import Messages
import Spans

/// Makes the tools' requests to the DWP gateway.
struct ToolGateway: Sendable {
    /// Bytes of an answer that are read where a tool does not say otherwise.
    static let answerLimit = 256 << 10
    /// Bytes of a path with its query: the gateway takes 4096 of the whole line (contract §1.3).
    static let targetLimit = 4000

    let configuration: DWPConfiguration
    let http: any HTTPFetching

    /// Sends one request; whatever goes wrong is part of the reply.
    ///
    /// - Parameter target: The path on the gateway, and a query where there is one.
    func send(
        _ method: String,
        _ target: String,
        _ body: JSONValue? = nil,
        within limit: Duration,
        for caller: ToolCaller,
        answerLimit: Int = Self.answerLimit
    ) async -> GatewayReply {
        guard target.utf8.count <= Self.targetLimit else { return .refused("the arguments are too long for a query") }
        return await self.configuration.traced(method, nil, for: caller.onGateway) { onGateway, span in
            await self.reply(to: method, target, body, within: limit, caller.callId, onGateway, span, answerLimit)
        }
    }

    private func reply(
        to method: String,
        _ target: String,
        _ body: JSONValue?,
        within limit: Duration,
        _ callId: String,
        _ onGateway: DWPCaller,
        _ span: TraceSpan,
        _ answerLimit: Int
    ) async -> GatewayReply {
        let isRepeatable = method == "GET"
        var headers = self.configuration.headers(for: onGateway, type: body.map { _ in "application/json" })
        if !isRepeatable { headers.append(FetchHeader(name: "Idempotency-Key", value: callId)) }
        let request = FetchRequest(
            method: method,
            url: self.configuration.baseURL + target,
            headers: headers,
            body: body.map { Array($0.text.utf8) },
            timeouts: FetchTimeouts(connect: min(.seconds(3), limit), firstByte: limit, idle: limit, total: limit),
            isRepeatable: isRepeatable
        )
        let token = self.configuration.token(for: onGateway)
        do throws(FetchError) {
            let response = try await self.http.fetch(request)
            span.answered(response.status)
            let (bytes, isCut) = try await Self.read(response.body, upTo: answerLimit)
            let type = response.headers["Content-Type"] ?? ""
            return .answered(
                GatewayAnswer(status: response.status, type: type, body: bytes, isCut: isCut, secret: token)
            )
        } catch {
            span.fail("\(error.code)")
            return .failed(error, limit: limit, isRepeatable: isRepeatable)
        }
    }

    /// Reads as much as is wanted and lets the rest go.
    private static func read(_ body: FetchBody, upTo limit: Int) async throws(FetchError) -> (
        bytes: [UInt8], isCut: Bool
    ) {
        var bytes: [UInt8] = []
        for try await chunk in body {
            guard chunk.count <= limit - bytes.count else {
                body.cancel()
                return (bytes + chunk.prefix(limit - bytes.count), true)
            }
            bytes += chunk
        }
        return (bytes, false)
    }
}
