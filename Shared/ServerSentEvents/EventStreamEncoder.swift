/// Writes the frames of a `text/event-stream` (WHATWG HTML, section 9.2.5): LF, and one space after each colon.
///
/// Every function appends one whole frame, its blank line included, so that a frame can be written and flushed at once.
package enum EventStreamEncoder {
    /// Appends an event.
    ///
    /// CR, LF and CRLF inside the data each begin a new `data:` line; a client joins the lines by LF. An id or name
    /// with CR, LF or NUL fails with `unwritableField` and appends nothing: without it the event would mean another.
    package static func append(
        data: [UInt8],
        event: String? = nil,
        id: String? = nil,
        to bytes: inout [UInt8]
    ) throws(EventStreamError) {
        try Self.check(id)
        try Self.check(event)
        bytes.reserveCapacity(bytes.count + data.count + (event?.utf8.count ?? 0) + (id?.utf8.count ?? 0) + 32)
        Self.append(field: "id: ", id, to: &bytes)
        Self.append(field: "event: ", event, to: &bytes)
        data.withUnsafeBufferPointer { Self.append(lines: $0, each: "data: ", to: &bytes) }
        bytes.append(.lineFeed)
    }

    /// Appends an event whose data is text.
    package static func append(
        text: String,
        event: String? = nil,
        id: String? = nil,
        to bytes: inout [UInt8]
    ) throws(EventStreamError) {
        try Self.append(data: Array(text.utf8), event: event, id: id, to: &bytes)
    }

    /// Appends a comment, which clients ignore and which keeps a silent connection alive.
    ///
    /// Line ends in the text begin new comment lines.
    package static func append(comment: String, to bytes: inout [UInt8]) {
        Array(comment.utf8).withUnsafeBufferPointer { Self.append(lines: $0, each: ": ", to: &bytes) }
        bytes.append(.lineFeed)
    }

    /// Appends `data: [DONE]`, after which a stream has nothing more to say.
    package static func appendDone(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "data: [DONE]\n\n".utf8)
    }

    private static func check(_ value: String?) throws(EventStreamError) {
        guard var value else { return }
        let isWritable = value.withUTF8 { $0.allSatisfy { $0 != .lineFeed && $0 != .carriageReturn && $0 != 0 } }
        guard !isWritable else { return }
        throw EventStreamError(code: .unwritableField, message: "an id or event name holds a line end or NUL")
    }

    private static func append(field: StaticString, _ value: String?, to bytes: inout [UInt8]) {
        guard let value else { return }
        field.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: value.utf8)
        bytes.append(.lineFeed)
    }

    private static func append(
        lines: UnsafeBufferPointer<UInt8>,
        each prefix: StaticString,
        to bytes: inout [UInt8]
    ) {
        var feeds = ByteScanner(byte: .lineFeed)
        var returns = ByteScanner(byte: .carriageReturn)
        var position = 0
        while true {
            let end = min(feeds.next(in: lines, from: position), returns.next(in: lines, from: position))
            prefix.withUTF8Buffer { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: lines[position..<end])
            bytes.append(.lineFeed)
            guard end < lines.count else { return }
            position = end + 1
            if lines[end] == .carriageReturn, position < lines.count, lines[position] == .lineFeed { position += 1 }
        }
    }
}
