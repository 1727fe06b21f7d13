import HTTPFetch
import Logging
import ServiceKit

@testable import LLM

extension OpenAIConfiguration {
    static func test(
        baseURL: String = "http://provider.invalid/v1",
        key: String? = "sk-test-0123456789",
        firstByte: Duration = .seconds(20),
        idle: Duration = .seconds(20),
        maximumEventBytes: Int = 1 << 20
    ) -> OpenAIConfiguration {
        OpenAIConfiguration(
            name: "p",
            baseURL: baseURL,
            key: key.map { Secret($0) },
            model: "m-default",
            timeouts: FetchTimeouts(connect: .seconds(20), firstByte: firstByte, idle: idle, total: .seconds(50)),
            maximumEventBytes: maximumEventBytes
        )
    }
}

/// Runs an operation with a fetcher that uses no proxy, and shuts the fetcher down after it.
func withFetcher<Result>(_ operation: (CurlFetcher) async throws -> Result) async throws -> Result {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let fetcher = try CurlFetcher(configuration: CurlFetcherConfiguration(proxy: ""), logger: logger)
    do {
        let result = try await operation(fetcher)
        await fetcher.shutdown()
        return result
    } catch {
        await fetcher.shutdown()
        throw error
    }
}

/// One event of a streamed completion that says a piece of text, which needs no escapes in JSON.
func delta(_ text: String) -> String {
    "data: {\"choices\":[{\"delta\":{\"content\":\"\(text)\"}}]}\n\n"
}
