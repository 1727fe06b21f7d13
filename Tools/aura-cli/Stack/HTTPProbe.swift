/// Asks a local HTTP server one question.
enum HTTPProbe {
    /// What the server said.
    struct Answer: Equatable {
        var status: Int
        /// The beginning of the body, in one line.
        var excerpt: String
    }

    /// Sends a GET; `nil` where no HTTP answer came.
    static func get(_ path: String, host: String, port: Int) -> Answer? {
        guard let connection = TCPConnection(host: host, port: port) else { return nil }
        let request = "GET \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: close\r\n\r\n"
        guard connection.send([UInt8](request.utf8)) else { return nil }
        return Self.parse(connection.receive(limit: 16_384) { _ in false })
    }

    /// Reads status and body of a whole answer.
    static func parse(_ bytes: [UInt8]) -> Answer? {
        let text = String(decoding: bytes, as: UTF8.self)
        let statusLine = text.prefix { !$0.isNewline }.split(separator: " ")
        guard statusLine.count >= 2, statusLine[0].hasPrefix("HTTP/1."), let status = Int(statusLine[1]) else {
            return nil
        }
        let body = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
        let line = (body ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
        return Answer(status: status, excerpt: String(line.prefix(300)))
    }
}
