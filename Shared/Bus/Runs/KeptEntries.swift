import Messages

/// The entries of one run that its log has confirmed, kept in case the store loses its tail.
///
/// Text entries that follow one another share one buffer: an entry costs its bytes and four more.
struct KeptEntries: Sendable {
    private struct Text: Sendable {
        var first: EventID
        var bytes: [UInt8] = []
        /// Where each entry ends in `bytes`.
        var ends: [UInt32] = []

        func entries() -> [LogEntry] {
            var start = 0
            return self.ends.enumerated().map { index, end in
                defer { start = Int(end) }
                let id = EventID(self.first.epoch, self.first.sequence + UInt64(index))
                return LogEntry(id: id, event: RunEvent(.text, Array(self.bytes[start..<Int(end)])))
            }
        }
    }

    private enum Part: Sendable {
        case text(Text)
        case other(LogEntry)
    }

    private var parts: [Part] = []
    /// Bytes of payload in all entries.
    private(set) var byteCount = 0
    private(set) var count = 0

    mutating func append(_ entry: LogEntry) {
        self.count += 1
        self.byteCount += entry.event.payload.count
        guard entry.event.type == .text, self.byteCount < Int(UInt32.max) else {
            self.parts.append(.other(entry))
            return
        }
        if case .text(var text)? = self.parts.last,
            text.first.epoch == entry.id.epoch,
            text.first.sequence + UInt64(text.ends.count) == entry.id.sequence
        {
            self.parts.removeLast()
            text.bytes.append(contentsOf: entry.event.payload)
            text.ends.append(UInt32(text.bytes.count))
            self.parts.append(.text(text))
        } else {
            let ends = [UInt32(entry.event.payload.count)]
            self.parts.append(.text(Text(first: entry.id, bytes: entry.event.payload, ends: ends)))
        }
    }

    /// Takes out every entry after `id`, in order.
    mutating func removeAll(after id: EventID) -> [LogEntry] {
        var all: [LogEntry] = []
        for part in self.parts {
            switch part {
            case .text(let text): all.append(contentsOf: text.entries())
            case .other(let entry): all.append(entry)
            }
        }
        self = KeptEntries()
        for entry in all where entry.id <= id { self.append(entry) }
        return all.filter { $0.id > id }
    }
}
