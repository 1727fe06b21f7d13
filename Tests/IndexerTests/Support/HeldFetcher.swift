import HTTPFetch
import Synchronization

/// A real fetcher that holds requests to one path back, and can be cut off.
final class HeldFetcher: HTTPFetching {
    private enum Mode {
        case open, holding, cut
    }

    private struct State {
        var mode = Mode.holding
        var hasArrived = false
        var passesOne = false
    }

    private let fetcher: any HTTPFetching
    private let suffix: String
    private let state = Mutex(State())

    init(_ fetcher: any HTTPFetching, holding suffix: String) {
        self.fetcher = fetcher
        self.suffix = suffix
    }

    /// Whether a request is held back.
    var hasArrived: Bool { self.state.withLock(\.hasArrived) }

    func release() {
        self.state.withLock { $0.mode = .open }
    }

    /// Lets what is held through and nothing after it, as when a replica dies.
    func releaseAndCut() {
        self.state.withLock {
            $0.mode = .cut
            $0.passesOne = true
        }
    }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        if request.url.hasSuffix(self.suffix) {
            while self.state.withLock({ state in
                state.hasArrived = true
                return state.mode == .holding
            }) {
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
        let mayPass = self.state.withLock { state in
            guard state.mode == .cut else { return true }
            defer { state.passesOne = false }
            return state.passesOne
        }
        guard mayPass else { throw FetchError(code: .connectFailed, message: "cut off by the test") }
        return try await self.fetcher.fetch(request)
    }
}
