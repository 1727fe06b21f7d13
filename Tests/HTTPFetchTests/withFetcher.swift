import HTTPFetch
import Logging

/// Runs an operation with a fetcher that uses no proxy, and shuts the fetcher down after it.
func withFetcher<Result>(
    _ configuration: CurlFetcherConfiguration = CurlFetcherConfiguration(proxy: ""),
    operation: (CurlFetcher) async throws -> Result
) async throws -> Result {
    let fetcher = try CurlFetcher(configuration: configuration, logger: Logger(label: "test"))
    do {
        let result = try await operation(fetcher)
        await fetcher.shutdown()
        return result
    } catch {
        await fetcher.shutdown()
        throw error
    }
}

/// Measures until a duration lies under a limit, at most thirty times, so that a busy machine does not count as slow code.
///
/// - Returns: the shortest duration.
func fastest(under limit: Duration, _ measure: () async throws -> Duration) async rethrows -> Duration {
    var best = try await measure()
    for _ in 1..<30 where best >= limit { best = min(best, try await measure()) }
    return best
}

/// Gives the code of the `FetchError` that an operation fails with; nil for a success or any other error.
func fetchErrorCode<Result>(_ operation: () async throws -> Result) async -> FetchError.Code? {
    do {
        _ = try await operation()
        return nil
    } catch {
        return (error as? FetchError)?.code
    }
}
