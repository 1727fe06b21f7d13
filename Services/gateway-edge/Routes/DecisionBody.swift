import HTTPTypes
import Messages

/// What a client says with its decision: `{"userId","reason"?}` (contract §7.1).
struct DecisionBody: Sendable, Equatable {
    /// Bytes of a reason.
    private static let limit = 4 << 10

    /// Why the person rejects; nil where they do not say.
    var reason: String?

    /// Reads a body. Its user must be there and counts for nothing: who decides, the token says.
    ///
    /// - Throws: 400 with main-service's codes.
    init(_ body: [UInt8]) throws(EdgeError) {
        let fields: Fields
        do throws(EdgeError) {
            fields = try RequestBody.decode(Fields.self, from: body)
        } catch {
            throw EdgeError(.badRequest, error.code, error.words)
        }
        guard !fields.userId.allSatisfy(\.isWhitespace) else {
            throw EdgeError(.badRequest, .validation, .empty("userId"))
        }
        if let reason = fields.reason, reason.utf8.count > Self.limit {
            throw EdgeError(.badRequest, .validation, .tooManyBytes("reason", limit: Self.limit))
        }
        self.reason = fields.reason
    }

    private struct Fields: Decodable {
        var userId: String
        var reason: String?
    }
}
