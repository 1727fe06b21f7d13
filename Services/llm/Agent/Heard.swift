import Messages

/// What the model has said in one turn: text goes on at once, thoughts go on in pieces worth reading, calls are put
/// together. A pure value.
struct Heard: Sendable {
    /// Bytes of thought that go on together.
    private static let thoughtSize = 2048

    /// What readers are told of now.
    struct News: Sendable, Equatable {
        var thoughts: [[UInt8]] = []
        var text: [UInt8] = []
    }

    /// All text so far, as readers have it.
    private(set) var text: [UInt8] = []
    private(set) var calls = ToolCallAssembly()
    private var thought: [UInt8] = []
    private var links: InertLinks
    /// What parts the text from that of the turn before.
    private let separator: String
    private var hasBegun = false

    /// - Parameter trusted: Texts whose links may stand as links.
    init(trusting trusted: [String], separator: String) {
        self.links = InertLinks(trusting: trusted)
        self.separator = separator
    }

    /// - Throws: ``ProviderFailure`` for calls that are larger than allowed.
    mutating func take(_ delta: ModelDelta) throws -> News {
        switch delta {
        case .reasoning(let bytes):
            self.thought += bytes
            guard self.thought.count >= Self.thoughtSize, let end = self.thought.lastIndex(of: UInt8(ascii: "\n"))
            else { return News(thoughts: self.takeThought(beyond: Self.thoughtSize * 2)) }
            let rest = Array(self.thought[(end + 1)...])
            self.thought.removeSubrange(end...)
            let thoughts = self.takeThought()
            self.thought = rest
            return News(thoughts: thoughts)
        case .text(let bytes):
            return News(thoughts: self.takeThought(), text: self.said(self.links.add(bytes)))
        case .toolCalls(let pieces):
            try self.calls.add(pieces)
            return News(thoughts: self.takeThought())
        }
    }

    /// What was still held back.
    mutating func finish() -> News {
        News(thoughts: self.takeThought(), text: self.said(self.links.finish()))
    }

    private mutating func said(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        let shown = self.hasBegun ? bytes : Array(self.separator.utf8) + bytes
        self.hasBegun = true
        self.text += bytes
        return shown
    }

    /// The thought so far, in pieces of a bounded size; none where it is not longer than `size`.
    private mutating func takeThought(beyond size: Int = 0) -> [[UInt8]] {
        guard self.thought.count > size else { return [] }
        defer { self.thought = [] }
        guard !self.thought.allSatisfy({ $0 == 0x20 || $0 == 0x0A }) else { return [] }
        return TextPieces(self.thought).map(Array.init)
    }
}
