import Messages

extension CallerAuthorization {
    /// The token of an `Authorization` header; nil for anonymous callers.
    init?(bearerOf header: String?, expiresAt: Int?) {
        guard let token = header?.split(separator: " ", maxSplits: 1).last, header?.contains(" ") == true else {
            return nil
        }
        self.init(token: String(token), expiresAt: expiresAt.map { Int64($0) })
    }
}
