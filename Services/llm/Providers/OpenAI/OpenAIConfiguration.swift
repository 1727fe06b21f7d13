import HTTPFetch
import ServiceKit

/// One OpenAI-compatible provider.
struct OpenAIConfiguration: Sendable {
    var name: String
    /// Ends before `/chat/completions`; without a slash at its end.
    var baseURL: String
    var key: Secret?
    /// Asked for where a request names none.
    var model: String
    var timeouts: FetchTimeouts
    /// Bytes of one event; a longer one ends the answer as broken.
    var maximumEventBytes = 1 << 20

    static let publicURL = "https://api.openai.com/v1"

    /// An address as ``baseURL`` wants it.
    static func trimmed(_ url: String) -> String {
        url.hasSuffix("/") ? String(url.dropLast()) : url
    }
}
