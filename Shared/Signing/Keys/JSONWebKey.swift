/// A JSON Web Key (RFC 7517 section 4), its type's own members not yet read.
struct JSONWebKey {
    /// `kty`.
    let type: String
    /// `kid`.
    let id: String?
    /// `alg`; a key without it is pinned by its type.
    let algorithm: String?
    /// `use`.
    let use: String?
    /// `key_ops`.
    let operations: [String]?

    private let members: JSONObject

    init(_ members: JSONObject) throws(VerificationKeyError) {
        guard let type = members["kty"]?.string else { throw .malformedKey("\"kty\" is missing") }
        self.type = type
        self.id = try Self.string("kid", of: members)
        self.algorithm = try Self.string("alg", of: members)
        self.use = try Self.string("use", of: members)
        self.operations = try Self.operations(of: members)
        self.members = members
    }

    /// Returns the key for verifying, or nil if it is for something else or of a kind that is not supported.
    func verificationKey() throws(VerificationKeyError) -> VerificationKey? {
        let isPrivate = ["d", "p", "q", "dp", "dq", "qi", "oth"].contains { self.members[$0] != nil }
        guard !isPrivate || self.type == "oct" else { throw .privateKey }
        guard self.use ?? "sig" == "sig", self.operations?.contains("verify") ?? true else { return nil }
        switch self.type {
        case "oct":
            guard self.algorithm ?? "HS256" == "HS256" else { return nil }
            return try .hs256(secret: try self.bytes("k"), keyID: self.id)
        case "RSA":
            guard self.algorithm ?? "RS256" == "RS256" else { return nil }
            let key = try PublicKey(modulus: try self.bytes("n"), exponent: try self.bytes("e"))
            return VerificationKey(keyID: self.id, publicKey: key)
        case "EC":
            guard try Self.string("crv", of: self.members) == "P-256", self.algorithm ?? "ES256" == "ES256" else {
                return nil
            }
            let key = try PublicKey(x: try self.bytes("x"), y: try self.bytes("y"))
            return VerificationKey(keyID: self.id, publicKey: key)
        default:
            return nil
        }
    }

    private func bytes(_ name: String) throws(VerificationKeyError) -> [UInt8] {
        guard let text = self.members[name]?.string, let bytes = Base64URL.decode(text) else {
            throw .malformedKey("\"\(name)\" is missing or no base64url")
        }
        return bytes
    }

    private static func string(_ name: String, of members: JSONObject) throws(VerificationKeyError) -> String? {
        guard let value = members[name] else { return nil }
        guard let string = value.string else { throw .malformedKey("\"\(name)\" is no string") }
        return string
    }

    private static func operations(of members: JSONObject) throws(VerificationKeyError) -> [String]? {
        guard let value = members["key_ops"] else { return nil }
        guard case .array(let elements) = value else { throw .malformedKey("\"key_ops\" is no array") }
        let operations = elements.compactMap(\.string)
        guard operations.count == elements.count, Set(operations).count == operations.count else {
            throw .malformedKey("\"key_ops\" is no array of different strings")
        }
        return operations
    }
}
