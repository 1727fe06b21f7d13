import Synchronization

/// A body whose chunks are there from the start.
final class StoredBody: FetchBodySource {
    private struct Rest {
        var chunks: ArraySlice<[UInt8]>
        var failure: FetchError?
    }
    private let rest: Mutex<Rest>

    init(chunks: [[UInt8]], failure: FetchError?) {
        self.rest = Mutex(Rest(chunks: chunks[...], failure: failure))
    }

    func next() async throws(FetchError) -> [UInt8]? {
        let (chunk, failure) = self.rest.withLock { ($0.chunks.popFirst(), $0.failure) }
        if chunk == nil, let failure { throw failure }
        return chunk
    }

    func cancel() {
        self.rest.withLock {
            $0 = Rest(chunks: [], failure: FetchError(code: .cancelled, message: "the body was given up"))
        }
    }
}
