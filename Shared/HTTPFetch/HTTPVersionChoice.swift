import CCurl

/// Which HTTP version requests are sent with.
package enum HTTPVersionChoice: String, Sendable {
    /// HTTP/2 where TLS negotiates it and this libcurl keeps a held-back stream from stopping its neighbours on the
    /// connection, which came with 8.1.0 (curl/curl #10771); HTTP/1.1 otherwise.
    case automatic
    /// HTTP/1.1 alone.
    case http1 = "1.1"
    /// HTTP/2 where TLS negotiates it, with any libcurl.
    case http2 = "2"
    /// HTTP/2 from the first byte, without TLS too (RFC 9113, section 3.3).
    case http2PriorKnowledge = "2-prior-knowledge"

    /// The value of `CURLOPT_HTTP_VERSION`.
    func option(libraryVersion: UInt32) -> Int {
        switch self {
        case .automatic where libraryVersion >= 0x08_01_00: Int(CURL_HTTP_VERSION_2TLS)
        case .automatic, .http1: Int(CURL_HTTP_VERSION_1_1)
        case .http2: Int(CURL_HTTP_VERSION_2TLS)
        case .http2PriorKnowledge: Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        }
    }
}
