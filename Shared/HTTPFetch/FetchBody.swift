/// A response's body: each element is all that has arrived since the one before.
///
/// It can be read once, by one task. The sender is held back while the reader is behind, so at most 64 KiB wait
/// here. When the last copy of the body and of its iterators goes, an unfinished transfer is cancelled and its
/// connection closed.
package struct FetchBody: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = FetchError

    package struct AsyncIterator: AsyncIteratorProtocol {
        package typealias Failure = FetchError

        let source: any FetchBodySource

        package mutating func next() async throws(FetchError) -> [UInt8]? {
            try await self.source.next()
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(FetchError) -> [UInt8]? {
            try await self.source.next()
        }
    }

    let source: any FetchBodySource

    init(source: any FetchBodySource) {
        self.source = source
    }

    /// Makes a body of chunks that are there already, for what stands in for a network.
    ///
    /// - Parameter failure: what the reader gets after the last chunk instead of the end.
    package init(chunks: [[UInt8]], failure: FetchError? = nil) {
        self.source = StoredBody(chunks: chunks, failure: failure)
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: self.source)
    }

    /// Reads the rest of the body.
    ///
    /// A body of more bytes than the limit fails with `responseTooLarge` and is cancelled.
    package func collect(upTo limit: Int) async throws(FetchError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let chunk = try await self.source.next() {
            guard chunk.count <= limit - bytes.count else {
                self.cancel()
                throw FetchError(code: .responseTooLarge, message: "the body is larger than \(limit) bytes")
            }
            bytes.append(contentsOf: chunk)
        }
        return bytes
    }

    /// Gives the body up and closes its connection; a reader that waits gets `cancelled`.
    package func cancel() {
        self.source.cancel()
    }
}
