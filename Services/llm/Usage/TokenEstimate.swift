import Messages

/// How many tokens a text may be, guessed where no provider counted. A pure value that takes bytes cut anywhere.
///
/// It goes by each character's script, as its first UTF-8 byte tells: about four letters of ASCII make a token, two of
/// other alphabets, one and a quarter Hangul syllables, one ideograph or kana; what lies beyond the basic plane, emoji
/// above all, is two tokens each. Tokenizers differ by more than this rule errs.
struct TokenEstimate: Sendable, Equatable {
    /// In twentieths of a token, so that pieces add up to what the whole has.
    private var twentieths = 0

    init() {}

    init(_ text: String) {
        self.add(text)
    }

    var tokens: Int { (self.twentieths + 19) / 20 }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { self.add($0) }
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { self.twentieths += Self.weight(ofFirst: byte) }
    }

    /// Adds whole tokens.
    mutating func add(tokens: Int) {
        self.twentieths += 20 * tokens
    }

    private static func weight(ofFirst byte: UInt8) -> Int {
        switch byte {
        case 0x00...0x7F: 5
        case 0x80...0xBF: 0  // goes on with a character
        case 0xC0...0xE2: 10
        case 0xE3...0xE9: 20
        case 0xEA...0xED: 16
        case 0xEE...0xEF: 20
        default: 40
        }
    }
}

extension TokenEstimate {
    /// What a request's messages, tools and passages may be.
    init(_ request: ModelRequest) {
        self.init(request.messages, request.grounding)
        for tool in request.tools {
            self.add(tool.name + (tool.description ?? "") + (tool.parameters ?? ""))
            self.add(tokens: Self.overhead)
        }
    }

    /// What messages and passages may be.
    init(_ messages: [ChatMessage], _ grounding: Grounding? = nil) {
        self.init()
        for message in messages { self.add(message) }
        for passage in grounding?.passages ?? [] {
            self.add(passage.text)
            self.add(tokens: Self.fence)
        }
        if grounding != nil { self.add(tokens: Self.instruction) }
    }

    /// The longest beginning of a text that may be so many tokens.
    static func prefix(of text: String, tokens: Int) -> String {
        var estimate = TokenEstimate()
        var end = text.startIndex
        while end < text.endIndex {
            estimate.add(String(text[end]))
            guard estimate.tokens <= tokens else { break }
            end = text.index(after: end)
        }
        return String(text[..<end])
    }

    mutating func add(_ message: ChatMessage) {
        self.add(message.content)
        for call in message.toolCalls ?? [] { self.add(call.name + call.arguments) }
        self.add(tokens: Self.overhead)
    }

    mutating func add(_ delta: ModelDelta) {
        switch delta {
        case .text(let bytes), .reasoning(let bytes): self.add(bytes)
        case .toolCalls(let calls): for call in calls { self.add((call.name ?? "") + (call.arguments ?? "")) }
        }
    }

    /// Tokens that a message or a tool costs beside its text.
    private static let overhead = 4
    /// Tokens round a passage.
    private static let fence = 20
    /// Tokens that tell what passages are.
    private static let instruction = 120
}
