import Foundation
import ServerSentEvents

/// What the edge answered, read byte by byte from its connection.
struct EdgeAnswer: Sendable {
    var status: Int
    /// In the order of their arrival, as they were written.
    var headers: [(name: String, value: String)]
    /// Without its transfer coding.
    var body: [UInt8]

    /// Reads a whole answer; nil for bytes that are none.
    init?(_ bytes: [UInt8]) {
        guard let end = Self.endOfHead(in: bytes) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        self.status = status
        self.headers = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (String(line[..<colon]), value)
        }
        self.body = Array(bytes[(end + 4)...])
        if self.values("Transfer-Encoding") == ["chunked"] { self.body = Self.dechunked(self.body) }
    }

    func values(_ name: String) -> [String] {
        self.headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    var text: String { String(decoding: self.body, as: UTF8.self) }

    func json() throws -> NSDictionary {
        try JSONSerialization.jsonObject(with: Data(self.body)) as? NSDictionary ?? [:]
    }

    /// The events of a stream.
    func events() throws -> [ServerSentEvent] {
        var parser = EventStreamParser(maximumEventBytes: 1 << 24)
        var events: [ServerSentEvent] = []
        try parser.consume(self.body, into: &events)
        return events
    }

    /// Where the head's last line ends; nil while it is not whole.
    static func endOfHead(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        let end = Array("\r\n\r\n".utf8)
        return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual(end) }
    }

    /// The bytes inside the chunks that are there (RFC 9112, section 7.1).
    static func dechunked(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let lineEnd = rest.firstIndex(of: UInt8(ascii: "\r")) {
            guard let size = Int(String(decoding: rest[..<lineEnd], as: UTF8.self), radix: 16), size > 0 else { break }
            let start = lineEnd + 2
            guard start + size <= rest.endIndex else { break }
            result += rest[start..<(start + size)]
            rest = rest[min(start + size + 2, rest.endIndex)...]
        }
        return result
    }
}

extension [ServerSentEvent] {
    /// The text deltas, joined.
    var text: String {
        let deltas = self.filter { $0.event == nil && !$0.data.elementsEqual("[DONE]".utf8) }
        return String(decoding: deltas.flatMap(\.data), as: UTF8.self)
    }

    /// The `errorType` of each `error` event.
    var errorTypes: [String] {
        self.filter { $0.event == "error" }.compactMap { event in
            let json = try? JSONSerialization.jsonObject(with: Data(event.data)) as? NSDictionary
            return json?["errorType"] as? String
        }
    }

    /// Whether `[DONE]` is the last event and the only one of its kind.
    var endsWithDone: Bool {
        self.filter { $0.data.elementsEqual("[DONE]".utf8) }.count == 1
            && self.last?.data.elementsEqual("[DONE]".utf8) == true
    }
}
