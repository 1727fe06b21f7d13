import ArgumentParser

/// A model provider without a model: it says what the name of the model orders, at the times that it orders.
struct UpstreamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upstream",
        abstract: "Serves an OpenAI-compatible provider that sends stamped tokens on time.",
        discussion: """
            The model's name orders a stream: paced-RATE-TOKENS-PHASE (the phase in thousandths of a period), \
            unpaced-0-TOKENS-0, or held-0-TOKENS-0 (silent after its tokens). It listens on 127.0.0.1 only.
            """
    )

    @Option(help: "The port to listen on.")
    var port: Int

    func validate() throws {
        guard (1...65_535).contains(self.port) else { throw ValidationError("There is no such port.") }
    }

    func run() async throws {
        _ = DescriptorLimit.raise()
        try await UpstreamServer(port: self.port).waitForEnd()
    }
}
