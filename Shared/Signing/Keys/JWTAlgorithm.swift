/// The signature algorithms that keys may be pinned to (RFC 7518 section 3.1).
package enum JWTAlgorithm: String, Hashable, Sendable {
    case hs256 = "HS256"
    case rs256 = "RS256"
    case es256 = "ES256"
}
