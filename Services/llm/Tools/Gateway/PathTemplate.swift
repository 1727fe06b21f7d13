import DWPGateway
import Messages

/// The path of a tool on the gateway, with places for arguments: `/api/mail/messages/{id}`.
struct PathTemplate: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case text(String)
        case argument(String)
    }

    /// Says what is wrong with a path.
    struct Fault: Error {
        /// In words that follow "path".
        var problem: String
    }

    /// Bytes of an argument in a path.
    private static let argumentLimit = 512

    /// What stands between the slashes.
    let segments: [[Piece]]

    /// Takes an absolute path whose segments are not empty, lead nowhere else, and need no escapes.
    init(_ text: String) throws(Fault) {
        guard text.hasPrefix("/"), !text.hasPrefix("//") else { throw Fault(problem: "must begin with one /") }
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var segments: [[Piece]] = []
        for part in parts {
            guard !part.isEmpty else { throw Fault(problem: "has an empty segment") }
            guard part != ".", part != ".." else { throw Fault(problem: "has a segment of dots") }
            segments.append(try Self.pieces(of: part))
        }
        self.segments = segments
        guard Set(self.arguments).count == self.arguments.count else {
            throw Fault(problem: "names an argument twice")
        }
    }

    /// The arguments that the path takes, in order.
    var arguments: [String] {
        self.segments.flatMap { $0 }.compactMap { piece in
            if case .argument(let name) = piece { name } else { nil }
        }
    }

    /// What is wrong with the arguments that go into the path.
    func violations(in arguments: [String: JSONValue]) -> [SchemaViolation] {
        self.arguments.compactMap { name in
            guard let text = arguments[name].flatMap(Self.text) else {
                return SchemaViolation(path: "/\(name)", reason: "must be a text or a whole number")
            }
            guard (1...Self.argumentLimit).contains(text.utf8.count) else {
                return SchemaViolation(path: "/\(name)", reason: "must have 1 to \(Self.argumentLimit) bytes")
            }
            // Escaped ones would be whole segments again to whoever unescapes before it routes.
            let isOneSegment = text.utf8.allSatisfy { byte in
                byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\\")
            }
            guard isOneSegment, !text.allSatisfy({ $0 == "." }) else {
                return SchemaViolation(path: "/\(name)", reason: "must not hold slashes or be dots alone")
            }
            return nil
        }
    }

    /// The path with arguments that have no violations.
    func path(with arguments: [String: JSONValue]) -> String {
        self.segments.map { segment in
            "/"
                + segment.map { piece in
                    switch piece {
                    case .text(let text): text
                    case .argument(let name): DWPText.percentEncoded(arguments[name].flatMap(Self.text) ?? "")
                    }
                }.joined()
        }.joined()
    }

    private static func text(_ value: JSONValue) -> String? {
        value.string ?? value.integer.map { "\($0)" }
    }

    private static func pieces(of segment: Substring) throws(Fault) -> [Piece] {
        var pieces: [Piece] = []
        var rest = segment
        while !rest.isEmpty {
            let text = rest.prefix { $0 != "{" && $0 != "}" }
            guard text.utf8.allSatisfy(Self.isPlain) else {
                throw Fault(problem: "has characters other than letters, digits and -._~!$&'()*+,;=:@")
            }
            if !text.isEmpty { pieces.append(.text(String(text))) }
            rest = rest[text.endIndex...]
            guard let brace = rest.first else { break }
            let name = rest.dropFirst().prefix { $0 != "}" && $0 != "{" }
            guard brace == "{", !name.isEmpty, rest[name.endIndex...].first == "}" else {
                throw Fault(problem: "has a brace without its other half, or nothing between two")
            }
            pieces.append(.argument(String(name)))
            rest = rest[name.endIndex...].dropFirst()
        }
        return pieces
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=:@".utf8.contains(byte)
        }
    }
}
