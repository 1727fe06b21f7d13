import HTTPFetch
import Synchronization

/// Stands in for a network: keeps the requests and answers each as a test says.
final class ScriptedFetcher: HTTPFetching {
    private let kept = Mutex<[FetchRequest]>([])
    private let script: @Sendable (FetchRequest) throws(FetchError) -> FetchResponse

    init(_ script: @escaping @Sendable (FetchRequest) throws(FetchError) -> FetchResponse) {
        self.script = script
    }

    /// Answers every request alike.
    convenience init(
        status: Int = 200,
        headers: [String: String] = ["Content-Type": "text/event-stream"],
        chunks: [String],
        failure: FetchError? = nil
    ) {
        let fields = FetchHeaders(headers.map { FetchHeader(name: $0.key, value: $0.value) })
        self.init { _ throws(FetchError) in
            FetchResponse(
                status: status,
                headers: fields,
                body: FetchBody(chunks: chunks.map { Array($0.utf8) }, failure: failure)
            )
        }
    }

    var requests: [FetchRequest] { self.kept.withLock { $0 } }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        self.kept.withLock { $0.append(request) }
        return try self.script(request)
    }
}
