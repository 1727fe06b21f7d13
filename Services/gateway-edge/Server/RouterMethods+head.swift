import Hummingbird

extension RouterMethods<EdgeRequestContext> {
    /// Answers GET, and HEAD by the same handler (RFC 9110, section 9.1); ``ErrorMiddleware`` takes the content away. For
    /// the open routes alone.
    func getOrHead(
        _ path: RouterPath,
        use handler: @escaping @Sendable @concurrent (Request, EdgeRequestContext) async throws -> Response
    ) {
        self.get(path, use: handler)
        self.head(path, use: handler)
    }
}
