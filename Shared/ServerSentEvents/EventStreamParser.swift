/// Reads a `text/event-stream` from chunks of bytes cut anywhere (WHATWG HTML, section 9.2.6).
///
/// Lines end with LF, CRLF or CR, also where a chunk ends between CR and LF. An event that the stream's end cuts
/// off is never reported. An event's size is the bytes of its lines without their ends; lines of comment count
/// each for themselves. What lies beyond the limit is never held, so a line that does not end costs no more.
package struct EventStreamParser: Sendable {
    /// The reconnection time that the stream last asked for, in milliseconds.
    package private(set) var reconnectionTime: Int?

    private let maximumEventBytes: Int
    private var byteOrderMark = ByteOrderMarkFilter()
    /// The part of a line that earlier chunks held.
    private var partialLine: [UInt8] = []
    private var endedWithCarriageReturn = false
    private var hasFailed = false

    private var data: [UInt8] = []
    private var hasData = false
    private var event: String?
    private var idOfEvent: String?
    private var lastID: String?
    private var eventBytes = 0

    /// - Parameter maximumEventBytes: the size from which an event is refused.
    package init(maximumEventBytes: Int) {
        self.maximumEventBytes = maximumEventBytes
    }

    /// Whether the stream stands inside an event that would be lost if it ended here.
    package var hasUnfinishedEvent: Bool {
        self.eventBytes > 0 || !self.partialLine.isEmpty
    }

    /// Reads the next bytes and adds the events that end in them.
    ///
    /// After a failure the stream is lost: every later call fails alike. Events before it have been added.
    package mutating func consume(
        _ bytes: [UInt8],
        into events: inout [ServerSentEvent]
    ) throws(EventStreamError) {
        try self.consume(bytes[...], into: &events)
    }

    /// Reads the next bytes and adds the events that end in them.
    package mutating func consume(
        _ bytes: ArraySlice<UInt8>,
        into events: inout [ServerSentEvent]
    ) throws(EventStreamError) {
        guard !self.hasFailed else { throw self.tooLarge }
        let fits = bytes.withUnsafeBufferPointer { self.read($0, into: &events) }
        guard fits else {
            self.hasFailed = true
            self.partialLine = []
            self.data = []
            throw self.tooLarge
        }
    }

    private var tooLarge: EventStreamError {
        EventStreamError(
            code: .eventTooLarge,
            message: "an event is larger than \(self.maximumEventBytes) bytes"
        )
    }

    /// Reads a chunk; false if the limit was passed.
    private mutating func read(
        _ bytes: UnsafeBufferPointer<UInt8>,
        into events: inout [ServerSentEvent]
    ) -> Bool {
        var position = 0
        if !self.byteOrderMark.isDecided {
            let (used, replay) = self.byteOrderMark.filter(bytes)
            position = used
            self.partialLine.append(contentsOf: replay)
        }
        var feeds = ByteScanner(byte: .lineFeed)
        var returns = ByteScanner(byte: .carriageReturn)
        while position < bytes.count {
            if self.endedWithCarriageReturn {
                self.endedWithCarriageReturn = false
                guard bytes[position] != .lineFeed else {
                    position += 1
                    continue
                }
            }
            let end = min(feeds.next(in: bytes, from: position), returns.next(in: bytes, from: position))
            let segment = UnsafeBufferPointer(rebasing: bytes[position..<end])
            guard end < bytes.count else { return self.hold(segment) }
            guard self.endLine(with: segment, into: &events) else { return false }
            self.endedWithCarriageReturn = bytes[end] == .carriageReturn
            position = end + 1
        }
        return true
    }

    /// Keeps the beginning of a line whose end a later chunk brings; false if the limit was passed.
    private mutating func hold(_ segment: UnsafeBufferPointer<UInt8>) -> Bool {
        let first = self.partialLine.first ?? segment.first
        guard self.fits(self.partialLine.count + segment.count, beginningWith: first) else { return false }
        self.partialLine.append(contentsOf: segment)
        return true
    }

    private mutating func endLine(
        with segment: UnsafeBufferPointer<UInt8>,
        into events: inout [ServerSentEvent]
    ) -> Bool {
        guard !self.partialLine.isEmpty else { return self.interpret(segment, into: &events) }
        guard self.hold(segment) else { return false }
        var line: [UInt8] = []
        swap(&line, &self.partialLine)
        let fits = line.withUnsafeBufferPointer { self.interpret($0, into: &events) }
        line.removeAll(keepingCapacity: line.capacity <= 4096)
        swap(&line, &self.partialLine)
        return fits
    }

    /// Whether a line of this length, or this much of one, may still be held.
    private func fits(_ length: Int, beginningWith first: UInt8?) -> Bool {
        let before = first == .colon ? 0 : self.eventBytes
        return length <= self.maximumEventBytes - before
    }

    private mutating func interpret(
        _ line: UnsafeBufferPointer<UInt8>,
        into events: inout [ServerSentEvent]
    ) -> Bool {
        guard let first = line.first else {
            self.dispatch(into: &events)
            return true
        }
        guard self.fits(line.count, beginningWith: first) else { return false }
        guard first != .colon else { return true }
        self.eventBytes += line.count
        let colon = ByteScanner.index(of: .colon, in: line, from: 0)
        let name = UnsafeBufferPointer(rebasing: line[..<colon])
        var start = min(colon + 1, line.count)
        if start < line.count, line[start] == .space { start += 1 }
        self.setField(name, to: UnsafeBufferPointer(rebasing: line[start...]))
        return true
    }

    private mutating func setField(_ name: UnsafeBufferPointer<UInt8>, to value: UnsafeBufferPointer<UInt8>) {
        if name.elementsEqual("data".utf8) {
            if self.hasData { self.data.append(.lineFeed) }
            self.hasData = true
            self.data.append(contentsOf: value)
        } else if name.elementsEqual("event".utf8) {
            self.event = value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
        } else if name.elementsEqual("id".utf8) {
            guard !value.contains(0) else { return }
            self.idOfEvent = String(decoding: value, as: UTF8.self)
        } else if name.elementsEqual("retry".utf8) {
            guard !value.isEmpty, value.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                return
            }
            self.reconnectionTime = Int(String(decoding: value, as: UTF8.self)) ?? self.reconnectionTime
        }
    }

    private mutating func dispatch(into events: inout [ServerSentEvent]) {
        self.eventBytes = 0
        if let id = self.idOfEvent { self.lastID = id.isEmpty ? nil : id }
        let event = self.event
        self.idOfEvent = nil
        self.event = nil
        guard self.hasData else { return }
        self.hasData = false
        var data: [UInt8] = []
        swap(&data, &self.data)
        events.append(ServerSentEvent(id: self.lastID, event: event, data: data))
    }
}
