extension FetchRequest {
    /// Refuses what could not be sent as it stands, and what would send more than one request.
    func validate() throws(FetchError) {
        guard Self.isToken(self.method) else {
            throw FetchError(code: .invalidRequest, message: "the method is not a token")
        }
        let scheme = self.url.utf8.prefix { $0 != UInt8(ascii: ":") }
        guard
            FetchHeaders.isEqual(String(decoding: scheme, as: UTF8.self), "http")
                || FetchHeaders.isEqual(String(decoding: scheme, as: UTF8.self), "https"),
            self.url.utf8.dropFirst(scheme.count).starts(with: "://".utf8),
            self.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else {
            throw FetchError(code: .invalidRequest, message: "the URL is not an absolute http or https URL")
        }
        for header in self.headers {
            guard Self.isToken(header.name), Self.isFieldValue(header.value) else {
                throw FetchError(code: .invalidRequest, message: "a header's name or value has a forbidden character")
            }
            guard !Self.framing.contains(where: { FetchHeaders.isEqual($0, header.name) }) else {
                throw FetchError(code: .invalidRequest, message: "the header \(header.name) cannot be set")
            }
        }
    }

    private static let framing = ["Content-Length", "Transfer-Encoding", "Expect"]

    /// Whether a text is a token of RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default:
                    "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Whether a text can stand as a field's value: no control characters but tab (RFC 9110, section 5.5).
    private static func isFieldValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == UInt8(ascii: "\t") }
    }
}
