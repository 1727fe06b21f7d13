import Foundation
import HTTPFetch
import ServiceKit

@testable import LLM

extension EmbeddingConfiguration {
    static let testKey = "sk-embed-0123456789"

    /// What the settings of a test say, with a key.
    static func test(
        baseURL: String = "http://provider.invalid/v1",
        dimensions: Int? = nil,
        timeout: Duration = .seconds(10)
    ) throws -> EmbeddingConfiguration? {
        var environment = [
            "OPENAI_API_KEY": self.testKey, "OPENAI_BASE_URL": baseURL, "OPENAI_EMBEDDING_MODEL": "m-embed",
        ]
        environment["OPENAI_EMBEDDING_DIMENSIONS"] = dimensions.map(String.init)
        let timeouts = FetchTimeouts(connect: timeout, firstByte: timeout, idle: timeout)
        return try EmbeddingConfiguration(Settings(environment: environment), timeouts: timeouts)
    }
}

/// The JSON of a provider's answer, with the items in the order given.
func embeddingAnswer(_ items: [(index: Int, vector: [Float])]) -> String {
    let data = items.map { #"{"object":"embedding","index":\#($0.index),"embedding":\#($0.vector)}"# }
    return #"{"object":"list","data":[\#(data.joined(separator: ","))],"model":"m-embed","usage":{"prompt_tokens":1}}"#
}
