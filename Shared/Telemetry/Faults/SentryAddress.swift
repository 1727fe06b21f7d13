import FoundationEssentials

/// Where errors go: what a DSN says (Sentry's SDK documentation, Parsing the DSN).
package struct SentryAddress: Sendable, Equatable {
    /// The address that envelopes are posted to; it holds no key.
    package let url: String
    /// The public key.
    let key: String

    /// Reads `scheme://key[:secret]@host[:port][/path]/project`; nil for what is none.
    package init?(_ dsn: String) {
        guard let parts = URL(string: dsn), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme),
            let key = parts.user(percentEncoded: true), !key.isEmpty, key.utf8.allSatisfy(Self.isKeyByte),
            let host = parts.host(percentEncoded: true), !host.isEmpty, parts.query == nil, parts.fragment == nil
        else { return nil }
        var path = parts.path(percentEncoded: true).split(separator: "/", omittingEmptySubsequences: false)
        guard path.count > 1, path.removeFirst().isEmpty, let project = path.popLast(), !project.isEmpty,
            project.utf8.allSatisfy(Self.isKeyByte), !path.contains(where: \.isEmpty)
        else { return nil }
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        let port = parts.port.map { ":\($0)" } ?? ""
        let folder = path.map { "/\($0)" }.joined()
        self.url = "\(scheme)://\(name)\(port)\(folder)/api/\(project)/envelope/"
        self.key = key
    }

    /// The header `X-Sentry-Auth` of a request by a client of this name and version.
    func authorization(client: String) -> String {
        "Sentry sentry_version=7, sentry_client=\(client), sentry_key=\(self.key)"
    }

    /// What a header's value can hold without being quoted.
    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
