/// Turns links and images of an answer into plain text while it streams: a passage may have put them there, to carry away
/// what the reader's other documents say (CVE-2025-32711). A zero-width space (U+200B) parts what would become one, so
/// that it reads the same and leads nowhere, whatever stands before it. Addresses whose host the reader wrote themselves
/// stay as bare addresses. A pure value; bytes of UTF-8 go in and out, and only what may still become a link is held back.
struct InertLinks: Sendable {
    /// Longest entity name that HTML knows, `&CounterClockwiseContourIntegral;`.
    private static let entityLimit = 33
    private static let space: [UInt8] = [0xE2, 0x80, 0x8B]

    private let trusted: Set<[UInt8]>
    private var held: [UInt8] = []

    /// - Parameter trusted: What the reader wrote.
    init(trusting trusted: [String]) {
        self.trusted = trusted.reduce(into: []) { $0.formUnion(WebAddress.hosts(in: $1)) }
    }

    /// What may be shown after `bytes` came.
    mutating func add(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        self.held.append(contentsOf: bytes)
        return self.settle(isLast: false)
    }

    /// The rest, when nothing more comes.
    mutating func finish() -> [UInt8] {
        self.settle(isLast: true)
    }

    private mutating func settle(isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(self.held.count + 8)
        var rest = self.held[...]
        while let first = rest.first {
            guard let (count, replacement) = self.step(first, rest, isLast) else { break }
            if let replacement {
                output.append(contentsOf: replacement)
            } else {
                output.append(contentsOf: rest.prefix(count))
            }
            rest = rest.dropFirst(count)
        }
        self.held = Array(rest)
        return output
    }

    /// How many bytes are decided, and what stands for them if not they themselves; nil where more must come.
    private func step(
        _ first: UInt8,
        _ rest: ArraySlice<UInt8>,
        _ isLast: Bool
    ) -> (count: Int, replacement: [UInt8]?)? {
        let second = rest.dropFirst().first
        switch first {
        case UInt8(ascii: "]"), UInt8(ascii: "!"), UInt8(ascii: "<"):
            guard let second else { return isLast ? (1, nil) : nil }
            return Self.opensMarkup(first, second) ? (1, [first] + Self.space) : (1, nil)
        case UInt8(ascii: "&"):
            return Self.entity(rest, isLast)
        case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "w"),
            UInt8(ascii: "W"):
            switch WebAddress.find(at: rest, isLast: isLast) {
            case .none: return (1, nil)
            case .open: return nil
            case .address(_, let host, let end) where self.trusted.contains(host):
                return (end - rest.startIndex, nil)
            case .address(let count, _, _):
                return (count, Self.broken(rest.prefix(count)))
            }
        default:
            return (1, nil)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// `](`, `]:`, `![` and what begins a tag or an autolink (CommonMark 0.31, 4.7, 6.3 to 6.6).
    private static func opensMarkup(_ first: UInt8, _ second: UInt8) -> Bool {
        switch (first, second) {
        case (UInt8(ascii: "]"), UInt8(ascii: "(")), (UInt8(ascii: "]"), UInt8(ascii: ":")): true
        case (UInt8(ascii: "!"), UInt8(ascii: "[")): true
        case (UInt8(ascii: "<"), UInt8(ascii: "/")), (UInt8(ascii: "<"), UInt8(ascii: "!")),
            (UInt8(ascii: "<"), UInt8(ascii: "?")):
            true
        case (UInt8(ascii: "<"), _): Self.isLetter(second)
        default: false
        }
    }

    /// An entity could spell an address that is not seen here.
    private static func entity(_ rest: ArraySlice<UInt8>, _ isLast: Bool) -> (count: Int, replacement: [UInt8]?)? {
        let name = rest.dropFirst().prefix(Self.entityLimit).prefix { byte in
            byte == UInt8(ascii: "#") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || Self.isLetter(byte)
        }
        guard name.endIndex < rest.endIndex else {
            return isLast || name.count == Self.entityLimit ? (1, nil) : nil
        }
        let isEntity = !name.isEmpty && rest[name.endIndex] == UInt8(ascii: ";")
        return (1, isEntity ? [UInt8(ascii: "&")] + self.space : nil)
    }

    /// The beginning of an address, parted at its mark.
    private static func broken(_ beginning: ArraySlice<UInt8>) -> [UInt8] {
        let mark = beginning.firstIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") } ?? beginning.startIndex
        return Array(beginning[...mark]) + self.space + Array(beginning[(mark + 1)...])
    }
}
