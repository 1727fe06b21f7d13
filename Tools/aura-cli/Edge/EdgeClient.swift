import HTTPFetch
import Logging
import Messages

/// Asks one edge as one person.
struct EdgeClient: Sendable {
    /// Bytes of an answer.
    private static let answerLimit = 32 << 20

    let address: EdgeAddress
    let access: EdgeAccess
    private let language: String
    private let http: any HTTPFetching

    init(address: EdgeAddress, access: EdgeAccess, language: String, http: some HTTPFetching) {
        self.address = address
        self.access = access
        self.language = language
        self.http = http
    }

    /// Makes a client of its own, which needs no proxy for an edge on this machine.
    init(address: EdgeAddress, access: EdgeAccess, language: String) throws(OperatorError) {
        let configuration = CurlFetcherConfiguration(userAgent: "aura-cli", proxy: address.isLoopback ? "" : nil)
        do throws(FetchError) {
            let fetcher = try CurlFetcher(
                configuration: configuration,
                logger: Logger(label: "aura-cli") { _ in
                    SwiftLogNoOpLogHandler()
                }
            )
            self.init(address: address, access: access, language: language, http: fetcher)
        } catch {
            throw OperatorError.unavailable(error.message)
        }
    }

    /// The payload of the answer.
    ///
    /// - Throws: ``OperatorError``.
    func payload(of request: EdgeRequest) async throws -> JSONValue {
        try await self.answer(to: request).payload()
    }

    /// The whole answer, good or bad.
    ///
    /// - Throws: ``OperatorError`` where none came.
    func answer(to request: EdgeRequest) async throws -> EdgeAnswer {
        do {
            let response = try await self.open(request, idle: .seconds(30))
            return EdgeAnswer(status: response.status, body: try await response.body.collect(upTo: Self.answerLimit))
        } catch let error as FetchError {
            throw OperatorError.unavailable("nothing answers at \(self.address): \(error.message)")
        }
    }

    /// Sends a request and returns when the answer begins.
    ///
    /// - Parameter idle: How long the answer's body may be silent.
    /// - Throws: ``FetchError``; what making a token fails with.
    func open(_ request: EdgeRequest, accept: String = "application/json", idle: Duration) async throws -> FetchResponse
    {
        var headers = [
            FetchHeader(name: "Authorization", value: "Bearer \(try self.access.token())"),
            FetchHeader(name: "X-Tenant-ID", value: self.access.tenant),
            FetchHeader(name: "Accept", value: accept), FetchHeader(name: "Accept-Language", value: self.language),
        ]
        if request.body != nil { headers.append(FetchHeader(name: "Content-Type", value: "application/json")) }
        return try await self.http.fetch(
            FetchRequest(
                method: request.method,
                url: self.address.url(request.path, query: request.query),
                headers: headers + request.headers,
                body: request.body.map { Array($0.text.utf8) },
                timeouts: FetchTimeouts(connect: .seconds(5), firstByte: request.patience, idle: idle),
                isRepeatable: request.method == "GET"
            )
        )
    }
}
