import FoundationEssentials
import Messages

/// What a client asks of `/search`, from the body or the query.
struct SearchRequest: Sendable, Equatable {
    var search: SearchDocuments

    /// Reads `{"query","limit"?,"type"?,"since"?}`; what else the body holds, a tenant above all, counts for nothing.
    ///
    /// - Throws: 400 for a body that is no JSON, 422 for fields that cannot be used.
    init(body: [UInt8]) throws(EdgeError) {
        let fields = try RequestBody.decode(Fields.self, from: body)
        let since: Int64? =
            switch fields.since {
            case nil: nil
            case .milliseconds(let number)?: number
            case .text(let text)?: try Self.milliseconds(text)
            }
        try self.init(query: fields.query, limit: fields.limit, type: fields.type, since: since)
    }

    /// Reads `?q=`, with `limit`, `type` and `since` beside it.
    ///
    /// - Throws: 422 for values that cannot be used.
    init(parameters: (String) -> String?) throws(EdgeError) {
        guard let query = parameters("q") else { throw .invalid(.missing("q")) }
        var limit: Int?
        if let text = parameters("limit") {
            guard let number = Int(text) else { throw .invalid(.noNumber("limit")) }
            limit = number
        }
        var since: Int64?
        if let text = parameters("since") {
            since = Int64(text)
            if since == nil { since = try Self.milliseconds(text) }
        }
        try self.init(query: query, limit: limit, type: parameters("type"), since: since)
    }

    private init(query: String, limit: Int?, type: String?, since: Int64?) throws(EdgeError) {
        guard !query.allSatisfy(\.isWhitespace) else { throw .invalid(.empty("query")) }
        guard query.utf8.count <= SearchDocuments.queryLimit else {
            throw .invalid(.tooManyBytes("query", limit: SearchDocuments.queryLimit))
        }
        let limits = SearchDocuments.limits
        let limit = limit ?? 10
        guard limits.contains(limit) else {
            throw .invalid(.notWithin("limit", limits))
        }
        if let type, type.isEmpty || type.utf8.count > 64 { throw .invalid(.unusable("type")) }
        self.search = SearchDocuments(query: query, limit: limit, type: type, since: since)
    }

    private struct Fields: Decodable {
        var query: String
        var limit: Int?
        var type: String?
        var since: Since?
    }

    private enum Since: Decodable {
        case milliseconds(Int64)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                self = .milliseconds(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    /// An ISO 8601 date, or date and time; without a zone it is UTC.
    private static func milliseconds(_ text: String) throws(EdgeError) -> Int64 {
        let isDate = text.utf8.count == 10
        for candidate in isDate ? [text + "T00:00:00Z"] : [text, text + "Z"] {
            for fractional in [false, true] {
                let style = Date.ISO8601FormatStyle(includingFractionalSeconds: fractional)
                if let date = try? style.parse(candidate) {
                    return Int64((date.timeIntervalSince1970 * 1000).rounded())
                }
            }
        }
        throw .invalid(.noTime("since"))
    }
}
