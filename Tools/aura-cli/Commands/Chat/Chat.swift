import ArgumentParser
import Messages

/// Asks a question and shows the answer as it is made.
struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Asks a question, and shows the answer as it is made.",
        discussion: """
            The answer goes to standard output, all that is said about it to standard error. A lost connection is made \
            again, and the answer goes on where it stood. Ctrl-C stops the run. Without a question it is read from \
            standard input: all of it from a pipe, one after another from a terminal.
            """
    )

    /// Bytes of a question.
    private static let questionLimit = 900_000

    @Argument(help: "The question; several words are joined.")
    var text: [String] = []

    @Flag(help: "Has an agent answer, which may use tools and asks before those that need approval.")
    var agent = false

    @Flag(inversion: .prefixedNo, help: "Whether the answer relies on documents; the platform decides without it.")
    var rag: Bool?

    @Option(help: "The conversation that the question goes on, or begins.")
    var conversation: String?

    @Option(help: "The model that the provider is asked for.")
    var model: String?

    @Option(help: "How often in a row a lost connection is made again.")
    var retries = 12

    @Flag(help: "Prints one JSON object an event.")
    var json = false

    @OptionGroup var edge: EdgeOptions

    func validate() throws {
        guard (0...1000).contains(self.retries) else { throw ValidationError("--retries must be 0 to 1000.") }
        guard !self.agent || self.rag == nil else {
            throw ValidationError("An agent decides itself what it searches for; leave --rag and --no-rag out.")
        }
        if let conversation, ConversationID(conversation) == nil {
            throw ValidationError("--conversation takes 1 to 128 of A-Z a-z 0-9 . _ ~ : @ -")
        }
    }

    func run() async throws {
        try await self.edge.withClient { client in
            let active = ActiveRun()
            try await Interruption.stopping(active, through: client) {
                try await self.ask(client, active)
            }
        }
    }

    private func ask(_ client: EdgeClient, _ active: ActiveRun) async throws {
        guard self.text.isEmpty else {
            let question = try Self.question(self.text.joined(separator: " "))
            return try await self.answer(question, in: self.conversation, client, active)
        }
        guard TerminalInput.isTerminal else {
            let question = try Self.question(await TerminalInput.all(upTo: Self.questionLimit))
            return try await self.answer(question, in: self.conversation, client, active)
        }
        let conversation = self.conversation ?? "cli-\(RunID.random())"
        Console.complain("Conversation \(conversation); Ctrl-D ends it.")
        while let line = await TerminalInput.line(prompt: "> ") {
            guard let question = try? Self.question(line) else { continue }
            do {
                try await self.answer(question, in: conversation, client, active)
            } catch let error as OperatorError {
                // The next question may fare better.
                Console.complain("aura: \(error)")
            }
        }
        Console.complain("")
    }

    private func answer(
        _ question: String,
        in conversation: String?,
        _ client: EdgeClient,
        _ active: ActiveRun
    ) async throws {
        let shape = self.agent ? StreamShape.agent : .chat
        var stream = RunStream(
            beginning: self.request(question, in: conversation),
            client: client,
            retries: self.retries,
            active: active,
            tell: { Console.complain("aura: \($0)") }
        )
        defer { active.ended() }
        let asks = self.agent && !self.json && TerminalInput.isTerminal
        let printer = AnswerPrinter(shape: shape, isJSON: self.json, approver: asks ? Approver(client: client) : nil)
        try await printer.show(&stream)
    }

    /// What the edge is sent for a question.
    func request(_ question: String, in conversation: String?) -> EdgeRequest {
        var body: [String: JSONValue] = [self.agent ? "prompt" : "message": .string(question)]
        body[self.agent ? "thread_id" : "conversationId"] = conversation.map { .string($0) }
        body["model"] = self.model.map { .string($0) }
        body["rag"] = self.rag.map { .boolean($0) }
        return EdgeRequest(
            method: "POST",
            path: self.agent ? ["test", "stream"] : ["chat", "stream"],
            body: .object(body),
            patience: .seconds(60)
        )
    }

    /// A question without white space round it.
    private static func question(_ text: String) throws(OperatorError) -> String {
        let start = text.drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else {
            throw OperatorError(.validationFailure, "nothing was asked")
        }
        return String(start[...end])
    }
}
