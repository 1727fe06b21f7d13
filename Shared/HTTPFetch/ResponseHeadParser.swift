/// Joins the header lines of a response, as libcurl reports them, to the head of the final response.
///
/// Informational responses (1xx) before it are skipped, trailers after it ignored; all count for the limit.
struct ResponseHeadParser {
    enum Action: Equatable {
        case needMore
        case head(ResponseHead)
        case refuse(FetchError)
    }

    private enum State {
        case statusLine
        case fields(ResponseHead)
        case ended
    }

    private let maximumBytes: Int
    private var bytes = 0
    private var state = State.statusLine

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Reads one line with its end.
    mutating func read(line: some Collection<UInt8>) -> Action {
        self.bytes += line.count
        guard self.bytes <= self.maximumBytes else {
            return .refuse(
                FetchError(code: .responseTooLarge, message: "the head is larger than \(self.maximumBytes) bytes")
            )
        }
        let text = line.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        switch self.state {
        case .statusLine:
            guard let status = Self.status(of: text) else {
                return .refuse(FetchError(code: .protocolError, message: "the response has no status line"))
            }
            self.state = .fields(ResponseHead(status: status, headers: FetchHeaders()))
            return .needMore
        case .fields(var head):
            guard !text.isEmpty else { return self.end(head) }
            Self.add(text, to: &head.headers)
            self.state = .fields(head)
            return .needMore
        case .ended:
            return .needMore
        }
    }

    private mutating func end(_ head: ResponseHead) -> Action {
        guard head.status >= 200 else {
            self.state = .statusLine
            return .needMore
        }
        self.state = .ended
        return .head(head)
    }

    /// Takes the three digits after the version (RFC 9112, section 4; HTTP/2 is reported in the same form).
    private static func status(of line: some Collection<UInt8>) -> Int? {
        guard line.starts(with: "HTTP/".utf8) else { return nil }
        let code = line.drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix { $0 != UInt8(ascii: " ") }
        guard code.count == 3, let status = Int(String(decoding: code, as: UTF8.self)) else { return nil }
        return status >= 100 ? status : nil
    }

    private static func add(_ line: some Collection<UInt8>, to headers: inout FetchHeaders) {
        if let first = line.first, Self.isSpace(first) {
            headers.continueLast(with: Self.trimmed(line))
            return
        }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        guard !name.isEmpty, name.count < line.count else { return }
        headers.append(
            FetchHeader(
                name: String(decoding: name, as: UTF8.self),
                value: Self.trimmed(line.dropFirst(name.count + 1))
            )
        )
    }

    private static func trimmed(_ text: some Collection<UInt8>) -> String {
        var value = Array(text.drop(while: Self.isSpace))
        while let last = value.last, Self.isSpace(last) { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
