/// Finds where web addresses begin in text, as renderers that link bare addresses do (GitHub Flavored Markdown, 6.9).
enum WebAddress {
    /// What begins one, in lower case.
    private static let beginnings = ["http://", "https://", "ftp://", "www."].map { Array($0.utf8) }
    /// Bytes of an authority that are looked at: a longer one has no host that anybody trusts (RFC 1035, 2.3.4, with room
    /// for a user and a port).
    private static let hostLimit = 512

    enum Finding: Equatable {
        case none
        /// More must come before it is known.
        case open
        /// An address: bytes of its beginning, and its host in lower case, without user and port; empty where it is none.
        case address(beginning: Int, host: [UInt8], end: Int)
    }

    /// Looks at the start of `bytes`.
    ///
    /// - Parameter isLast: Whether nothing more comes.
    static func find(at bytes: ArraySlice<UInt8>, isLast: Bool) -> Finding {
        var isOpen = false
        for beginning in Self.beginnings {
            let count = min(beginning.count, bytes.count)
            guard zip(bytes, beginning).allSatisfy({ Self.lowercased($0) == $1 }) else { continue }
            if count < beginning.count {
                isOpen = true
                continue
            }
            let rest = bytes.dropFirst(beginning.count).prefix(Self.hostLimit)
            let authority = rest.prefix { Self.isInAuthority($0) }
            guard authority.count < Self.hostLimit else {
                return .address(beginning: beginning.count, host: [], end: authority.endIndex)
            }
            if authority.endIndex == bytes.endIndex, !isLast { return .open }
            let prefix = beginning.last == UInt8(ascii: ".") ? beginning : []
            return .address(beginning: beginning.count, host: prefix + Self.host(authority), end: authority.endIndex)
        }
        return isOpen && !isLast ? .open : .none
    }

    /// The hosts of all addresses in a text.
    static func hosts(in text: String) -> Set<[UInt8]> {
        let bytes = Array(text.utf8)
        var hosts: Set<[UInt8]> = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            if case .address(_, let host, let end) = Self.find(at: bytes[start...], isLast: true) {
                if !host.isEmpty { hosts.insert(host) }
                start = max(end, start + 1)
            } else {
                start += 1
            }
        }
        return hosts
    }

    private static func isInAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F: false
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\"): false
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): false
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "*"): false
        default: true
        }
    }

    private static func host(_ authority: ArraySlice<UInt8>) -> [UInt8] {
        let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
        let name = host.prefix { $0 != UInt8(ascii: ":") }.map { Self.lowercased($0) }
        return name.last == UInt8(ascii: ".") ? name.dropLast() : name
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
