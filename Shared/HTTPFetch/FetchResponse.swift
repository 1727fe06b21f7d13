/// A response whose head is in and whose body is on its way.
package struct FetchResponse: Sendable {
    package var status: Int
    package var headers: FetchHeaders
    package var body: FetchBody

    package init(status: Int, headers: FetchHeaders = FetchHeaders(), body: FetchBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
