/// A JWK Set (RFC 7517 section 5).
struct JSONWebKeySet {
    let keys: [JSONWebKey]

    init(_ json: [UInt8]) throws(VerificationKeyError) {
        guard
            case .object(let set)? = try? JSONParser.parse(json),
            case .array(let elements)? = set["keys"]
        else { throw .malformedKeySet }
        var keys: [JSONWebKey] = []
        for element in elements {
            guard case .object(let members) = element else { throw .malformedKeySet }
            keys.append(try JSONWebKey(members))
        }
        self.keys = keys
    }

    /// Returns the keys that verify an algorithm of ours, in the set's order.
    func verificationKeys() throws(VerificationKeyError) -> [VerificationKey] {
        let isSecret = self.keys.map { $0.type == "oct" }
        guard !(isSecret.contains(true) && isSecret.contains(false)) else { throw .mixedKeySet }
        var ids: Set<[UInt8]> = []
        var verificationKeys: [VerificationKey] = []
        for key in self.keys {
            if let id = key.id, !ids.insert(Array(id.utf8)).inserted { throw .duplicateKeyID(id) }
            if let verificationKey = try key.verificationKey() { verificationKeys.append(verificationKey) }
        }
        guard !verificationKeys.isEmpty else { throw .noUsableKey }
        return verificationKeys
    }
}
