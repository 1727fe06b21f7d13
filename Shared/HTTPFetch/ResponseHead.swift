/// A response's status and header fields.
struct ResponseHead: Sendable, Equatable {
    var status: Int
    var headers: FetchHeaders
}
