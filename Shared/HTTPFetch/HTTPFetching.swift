/// Sends HTTP requests and streams the answers.
package protocol HTTPFetching: Sendable {
    /// Sends a request and returns when the head of the final response is in.
    ///
    /// Redirects are answers like any other. Cancelling the task, or letting the response's body go before its end,
    /// closes the connection at once.
    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse
}
