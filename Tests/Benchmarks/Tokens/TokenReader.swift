/// Finds token stamps in the data of a `text/event-stream` that arrives in pieces cut anywhere, whether the data is the
/// token's text or JSON around it.
struct TokenReader: Sendable {
    /// Whether `data: [DONE]` has been read.
    private(set) var isDone = false
    /// Whether an event of the type `error` has begun.
    private(set) var hasFailed = false
    /// Stamps that something broke into.
    private(set) var damaged = 0

    private static let done = Array("data: [DONE]".utf8)
    private static let failure = Array("event: error".utf8)
    /// Of `done`, what makes a line one of data.
    private static let dataLength = 5

    /// The place in the line, and how much of it is as each of the two lines above.
    private var column = 0
    private var doneMatch = 0
    private var failureMatch = 0
    /// The place in a stamp, 0 outside of one.
    private var place = 0
    private var sequence: UInt64 = 0
    private var time: UInt64 = 0

    /// Reads the next bytes and tells each stamp that ends in them.
    mutating func consume(_ bytes: some Sequence<UInt8>, _ found: (TokenStamp) -> Void) {
        for byte in bytes {
            guard byte != UInt8(ascii: "\n") else {
                self.endLine()
                continue
            }
            if self.column < Self.done.count {
                if self.doneMatch == self.column, byte == Self.done[self.column] { self.doneMatch += 1 }
                if self.failureMatch == self.column, byte == Self.failure[self.column] { self.failureMatch += 1 }
            }
            self.column += 1
            if self.doneMatch >= Self.dataLength, let stamp = self.read(byte) { found(stamp) }
        }
    }

    private mutating func endLine() {
        if self.column == Self.done.count {
            if self.doneMatch == self.column { self.isDone = true }
            if self.failureMatch == self.column { self.hasFailed = true }
        }
        if self.place > 0 { self.damaged += 1 }
        (self.column, self.doneMatch, self.failureMatch, self.place) = (0, 0, 0, 0)
    }

    private mutating func read(_ byte: UInt8) -> TokenStamp? {
        let middle = 1 + TokenStamp.sequenceDigits
        switch self.place {
        case 0:
            guard byte == TokenStamp.first else { return nil }
            (self.sequence, self.time) = (0, 0)
        case middle:
            guard byte == TokenStamp.middle else { return self.fail() }
        case TokenStamp.byteCount - 1:
            guard byte == TokenStamp.last else { return self.fail() }
            self.place = 0
            return TokenStamp(sequence: Int(self.sequence), sentAt: self.time)
        default:
            guard let digit = Self.digit(byte) else { return self.fail() }
            if self.place < middle {
                self.sequence = self.sequence << 4 | digit
            } else {
                self.time = self.time << 4 | digit
            }
        }
        self.place += 1
        return nil
    }

    private mutating func fail() -> TokenStamp? {
        self.damaged += 1
        self.place = 0
        return nil
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
