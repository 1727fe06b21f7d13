import FoundationEssentials
import HTTPTypes
import Hummingbird
import Messages
import NIOCore

extension Request {
    /// What makes a repeated request the same one.
    func idempotencyKey() throws(EdgeError) -> String? {
        guard let key = self.headers[.idempotencyKey] else { return nil }
        guard !key.isEmpty, key.utf8.count <= 255 else { throw .invalid(.unusable("Idempotency-Key")) }
        return key
    }
}

/// Reads JSON bodies, with an answer fit for whoever sent one that cannot be read.
enum RequestBody {
    /// The body's bytes.
    ///
    /// - Throws: 413 beyond `limit`, 400 where the client broke off or broke the transfer coding.
    static func bytes(of request: Request, upTo limit: Int) async throws(EdgeError) -> [UInt8] {
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch {
            throw EdgeError(.badRequest, .invalidInput, .bodyUnreadable)
        }
    }

    /// The body's fields.
    ///
    /// - Throws: 400 for what is no JSON, 422 for fields that are missing or of a wrong type.
    static func decode<Fields: Decodable>(_: Fields.Type, from bytes: [UInt8]) throws(EdgeError) -> Fields {
        do {
            return try JSONDecoder().decode(Fields.self, from: Data(bytes))
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            let path = context.codingPath
            throw .invalid(path.isEmpty ? .bodyWrongType : .wrongType(Self.name(of: path)))
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .invalid(.missing(Self.name(of: context.codingPath + [key])))
        } catch {
            throw EdgeError(.badRequest, .invalidInput, .bodyNoJSON)
        }
    }

    /// Writes a field's place, such as `messages[0].role`.
    private static func name(of path: [any CodingKey]) -> String {
        path.reduce(into: "") { name, key in
            if let position = key.intValue {
                name += "[\(position)]"
            } else {
                name += name.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}
