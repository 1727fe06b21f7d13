/// One event of a streamed completion that holds a piece of text and nothing else, as nearly all do. It is read without
/// a decoder, whose work was more than that of all else that is done with a token here.
struct TextChunk {
    /// Empty where the event holds none.
    var text: [UInt8] = []
    /// The model's name.
    var model: [UInt8]?
    private var parts: Parts = []

    /// What was read so far.
    private struct Parts: OptionSet {
        let rawValue: UInt8

        static let choices = Parts(rawValue: 1)
        static let model = Parts(rawValue: 2)
        static let delta = Parts(rawValue: 4)
        static let content = Parts(rawValue: 8)
    }

    /// Of members with one name a decoder might take another than this.
    private mutating func readOnce(_ part: Parts) throws(JSONScanner.Refusal) {
        guard self.parts.insert(part).inserted else { throw JSONScanner.Refusal() }
    }

    /// Reads an event's data; nil where it holds anything else, or cannot be read.
    static func read(_ data: [UInt8]) -> TextChunk? {
        data.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            var chunk = TextChunk()
            do throws(JSONScanner.Refusal) {
                try chunk.readBody(&scanner)
                try scanner.end()
                return chunk
            } catch {
                return nil
            }
        }
    }

    private mutating func readBody(_ scanner: inout JSONScanner) throws(JSONScanner.Refusal) {
        try scanner.beginObject()
        var isFirst = true
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            if key.elementsEqual("choices".utf8) {
                try self.readOnce(.choices)
                try self.readChoices(&scanner)
            } else if key.elementsEqual("model".utf8) {
                try self.readOnce(.model)
                if try !scanner.null() { self.model = try scanner.string() }
            } else if Self.said.contains(where: { key.elementsEqual($0.utf8) }) {
                guard try scanner.null() else { throw JSONScanner.Refusal() }
            } else {
                try Self.skip(key, &scanner)
            }
        }
    }

    private mutating func readChoices(_ scanner: inout JSONScanner) throws(JSONScanner.Refusal) {
        try scanner.beginArray()
        guard try scanner.nextElement(isFirst: true) else { return }
        try self.readChoice(&scanner)
        guard try !scanner.nextElement(isFirst: false) else { throw JSONScanner.Refusal() }
    }

    private mutating func readChoice(_ scanner: inout JSONScanner) throws(JSONScanner.Refusal) {
        try scanner.beginObject()
        var isFirst = true
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            if key.elementsEqual("delta".utf8) {
                try self.readOnce(.delta)
                try self.readDelta(&scanner)
            } else if key.elementsEqual("finish_reason".utf8) || key.elementsEqual("message".utf8) {
                guard try scanner.null() else { throw JSONScanner.Refusal() }
            } else {
                try Self.skip(key, &scanner)
            }
        }
    }

    private mutating func readDelta(_ scanner: inout JSONScanner) throws(JSONScanner.Refusal) {
        try scanner.beginObject()
        var isFirst = true
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            if key.elementsEqual("content".utf8) {
                try self.readOnce(.content)
                self.text = try scanner.null() ? [] : try scanner.string()
            } else if key.elementsEqual("role".utf8) {
                try scanner.skipValue()
            } else {
                // Thoughts, calls, and whatever providers add.
                guard try scanner.null() else { throw JSONScanner.Refusal() }
            }
        }
    }

    /// What is not the provider's text but must be heard.
    private static let said = ["usage", "error"]

    /// Passes over what nobody asks for. A key with escapes may be any, and one beyond ASCII may be no text at all.
    private static func skip(
        _ key: UnsafeBufferPointer<UInt8>,
        _ scanner: inout JSONScanner
    ) throws(JSONScanner.Refusal) {
        guard key.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }) else { throw JSONScanner.Refusal() }
        try scanner.skipValue()
    }
}
