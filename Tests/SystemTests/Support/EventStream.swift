import Foundation
import HTTPFetch

/// A stream as a simple client reads it: frames cut at blank lines, lines at their first colon and one space.
struct EventStream {
    struct Event: Sendable, Equatable {
        var id: String?
        var name: String?
        var data: String
    }

    let run: String
    let headers: FetchHeaders
    private let body: FetchBody
    private var iterator: FetchBody.AsyncIterator
    private var buffer: [UInt8] = []
    /// Comments that came so far.
    private(set) var comments: [String] = []

    init(_ response: FetchResponse) {
        self.run = response.headers["X-Run-ID"] ?? ""
        self.headers = response.headers
        self.body = response.body
        self.iterator = response.body.makeAsyncIterator()
    }

    /// The next event; nil at the stream's end.
    mutating func next() async throws -> Event? {
        while true {
            while let end = self.buffer.firstRange(of: Array("\n\n".utf8)) {
                let frame = String(decoding: self.buffer[..<end.lowerBound], as: UTF8.self)
                self.buffer.removeSubrange(..<end.upperBound)
                if let event = self.event(in: frame) { return event }
            }
            guard let bytes = try await self.iterator.next() else { return nil }
            self.buffer.append(contentsOf: bytes)
        }
    }

    /// The next `count` events.
    mutating func next(_ count: Int) async throws -> [Event] {
        var events: [Event] = []
        while events.count < count, let event = try await self.next() { events.append(event) }
        return events
    }

    /// All events up to the stream's end.
    mutating func rest() async throws -> [Event] {
        var events: [Event] = []
        while let event = try await self.next() { events.append(event) }
        return events
    }

    /// Goes away, as a closed browser tab does.
    func hangUp() { self.body.cancel() }

    private mutating func event(in frame: String) -> Event? {
        var event = Event(data: "")
        var data: [String] = []
        for line in frame.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("id: ") {
                event.id = String(line.dropFirst(4))
            } else if line.hasPrefix("event: ") {
                event.name = String(line.dropFirst(7))
            } else if line.hasPrefix("data: ") {
                data.append(String(line.dropFirst(6)))
            } else if line.hasPrefix(":") {
                self.comments.append(String(line))
            }
        }
        guard !data.isEmpty else { return nil }
        event.data = data.joined(separator: "\n")
        return event
    }
}

extension [EventStream.Event] {
    /// The answer's text as a client puts it together.
    var text: String {
        var text = ""
        for event in self where event.data != "[DONE]" {
            switch event.name {
            case nil: text += event.data
            case "restarted": text = ""
            case "resync": text = event.field("text") ?? ""
            default: break
            }
        }
        return text
    }

    var isDone: Bool { self.last?.data == "[DONE]" && self.filter { $0.data == "[DONE]" }.count == 1 }
    var names: [String] { self.compactMap(\.name) }
    /// The type of the error event, if there is one.
    var errorType: String? { self.first { $0.name == "error" }?.field("errorType") }
}

extension EventStream.Event {
    /// A text field of the JSON data.
    func field(_ name: String) -> String? {
        let json = try? JSONSerialization.jsonObject(with: Data(self.data.utf8)) as? [String: Any]
        return json?[name] as? String
    }
}
