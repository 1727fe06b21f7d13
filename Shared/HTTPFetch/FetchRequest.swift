/// One outbound HTTP request.
package struct FetchRequest: Sendable {
    package var method: String
    /// An absolute `http` or `https` URL.
    package var url: String
    /// Header fields; those that frame the message (`Content-Length`, `Transfer-Encoding`, `Expect`) are refused.
    package var headers: [FetchHeader]
    package var body: [UInt8]?
    package var timeouts: FetchTimeouts
    /// The size from which a response's body is refused; nil for streams without a limit.
    package var maximumResponseBytes: Int?
    /// Whether the request may be sent again when a kept connection ends before the answer, as libcurl does by itself,
    /// unseen; otherwise it gets a connection of its own.
    package var isRepeatable: Bool

    package init(
        method: String = "GET",
        url: String,
        headers: [FetchHeader] = [],
        body: [UInt8]? = nil,
        timeouts: FetchTimeouts = FetchTimeouts(),
        maximumResponseBytes: Int? = nil,
        isRepeatable: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.maximumResponseBytes = maximumResponseBytes
        self.isRepeatable = isRepeatable
    }
}
