import HTTPFetch
import Testing

@Suite struct FetchBodyTests {
    @Test func storedChunksComeOneByOneAndThenTheFailure() async throws {
        let cut = FetchError(code: .connectionCut, message: "cut")
        var iterator = FetchBody(chunks: [[1], [2, 3]], failure: cut).makeAsyncIterator()
        #expect(try await iterator.next() == [1])
        #expect(try await iterator.next() == [2, 3])
        await #expect(throws: cut) { _ = try await iterator.next() }
    }

    @Test func collectingStopsAtTheLimit() async throws {
        #expect(try await FetchBody(chunks: [[1], [2, 3]]).collect(upTo: 3) == [1, 2, 3])
        let error = await #expect(throws: FetchError.self) {
            try await FetchBody(chunks: [[1], [2, 3]]).collect(upTo: 2)
        }
        #expect(error?.code == .responseTooLarge)
    }
}
