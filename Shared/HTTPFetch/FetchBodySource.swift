/// Where a body's bytes come from.
protocol FetchBodySource: Sendable {
    /// Takes all bytes that are there, waiting for the first; nil at the body's end.
    func next() async throws(FetchError) -> [UInt8]?
    func cancel()
}
