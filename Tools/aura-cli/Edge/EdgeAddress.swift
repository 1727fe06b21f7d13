import ArgumentParser
import Foundation

/// Where an edge is: the part of a URL that stands before its routes.
struct EdgeAddress: Equatable, Sendable, CustomStringConvertible {
    /// Without a slash at its end.
    let description: String
    private let host: String

    /// Takes `http://host`, `https://host:port` or one of them with a path, such as `http://gateway:8080/api/aura`.
    init(_ text: String) throws(OperatorError) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else {
            throw OperatorError(.validationFailure, "--url must look like http://127.0.0.1:8000")
        }
        self.host = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        self.description = String(text.reversed().drop { $0 == "/" }.reversed())
    }

    /// Whether the edge is on this machine, so that no proxy stands between.
    var isLoopback: Bool {
        self.host == "localhost" || self.host == "::1" || self.host.hasPrefix("127.")
    }

    /// The URL of a route.
    ///
    /// - Parameters:
    ///   - path: Its segments, as they are meant: what would mean something in a path is escaped.
    ///   - query: Names and values, escaped too.
    func url(_ path: [String], query: [(name: String, value: String)] = []) -> String {
        var url = self.description
        for segment in path { url += "/" + Self.escaped(segment) }
        for (index, item) in query.enumerated() {
            url += (index == 0 ? "?" : "&") + Self.escaped(item.name) + "=" + Self.escaped(item.value)
        }
        return url
    }

    /// A text inside a path or a query: RFC 3986's unreserved characters stay.
    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )
}
