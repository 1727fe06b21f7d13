/// What a person at a terminal sees of a run: the answer on one side, all that is said about it on the other.
struct AnswerScreen {
    enum Part: Equatable {
        /// Goes to standard output as it is.
        case answer(String)
        /// A line for standard error.
        case note(String)
    }

    /// Why the run failed; nil while it did not.
    private(set) var failure: String?

    private let sharesTerminal: Bool
    private var shown = ""
    private var isInLine = false
    private var sources: [String] = []
    private var lastNote: String?

    /// - Parameter sharesTerminal: Whether answer and notes are seen in one place, so that a note needs a line of its own.
    init(sharesTerminal: Bool) {
        self.sharesTerminal = sharesTerminal
    }

    mutating func show(_ event: StreamEvent) -> [Part] {
        switch event {
        case .text(let text): return self.add(text)
        case .replaced(let text): return self.replace(by: text)
        case .restarted: return self.restart()
        case .sources(let sources):
            self.sources = sources
            return []
        case .progress(let percent, let description): return self.note("\(percent) % \(description)")
        case .task(let id): return self.note("task \(id)")
        case .thought(let text): return self.note("thinks: \(text)")
        case .step(let title, let status): return self.note("step \(title): \(status)")
        case .tool(let name, let status, let detail): return self.note("tool \(name): \(status) \(detail)")
        case .approval(let question): return self.note("waits for approval of \(question.action): \(question.request)")
        case .failed(let type, let message):
            self.failure = "\(message) (\(type))"
            return []
        case .done, .other: return []
        }
    }

    /// What comes last.
    mutating func finish() -> [Part] {
        let notes = self.sources.enumerated().map { index, source in
            Part.note("[\(index + 1)] \(Self.cut(source))")
        }
        return self.endLine() + notes
    }

    private mutating func add(_ text: String) -> [Part] {
        guard let last = text.last else { return [] }
        self.shown += text
        self.isInLine = !last.isNewline
        return [.answer(text.harmlessText)]
    }

    private mutating func replace(by text: String) -> [Part] {
        guard !text.utf8.starts(with: self.shown.utf8) else {
            let rest = String(decoding: text.utf8.dropFirst(self.shown.utf8.count), as: UTF8.self)
            return self.add(rest)
        }
        let parts = self.endLine() + [.note("the answer so far is replaced")]
        self.shown = ""
        return parts + self.add(text)
    }

    private mutating func restart() -> [Part] {
        let parts = self.endLine() + [.note("a worker was lost; the answer begins anew")]
        self.shown = ""
        return parts
    }

    private mutating func endLine() -> [Part] {
        defer { self.isInLine = false }
        return self.isInLine ? [.answer("\n")] : []
    }

    private mutating func note(_ text: String) -> [Part] {
        let text = Self.cut(text)
        // Two events tell the same of one step.
        guard text != self.lastNote else { return [] }
        self.lastNote = text
        return (self.sharesTerminal ? self.endLine() : []) + [.note(text)]
    }

    private static func cut(_ text: String) -> String {
        let text = text.harmless
        return text.count <= 400 ? text : text.prefix(399) + "…"
    }
}
