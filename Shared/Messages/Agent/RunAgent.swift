/// Asks for the next turn of a conversation in which the model may call tools, with every step in the run's log.
package struct RunAgent: CommandBody {
    package static let kind = "agent"
    package static let worker = WorkerService.llm

    /// What the person wants.
    package var prompt: String
    /// JSON text of an object: what the person is looking at.
    package var context: String?
    /// Goes to the provider as given; nil takes the provider's own.
    package var model: String?
    /// The reader's language.
    package var language: Language?
    /// What the person may do, by the names of contract §3.3; tools may ask for more than the route did.
    package var permissions: [String]
    /// The person's token, for the tools while it holds.
    package var authorization: CallerAuthorization?
    /// Follows the request through the logs of other services.
    package var correlation: String?

    package init(
        prompt: String,
        context: String? = nil,
        model: String? = nil,
        language: Language? = nil,
        permissions: [String] = [],
        authorization: CallerAuthorization? = nil,
        correlation: String? = nil
    ) {
        self.prompt = prompt
        self.context = context
        self.model = model
        self.language = language
        self.permissions = permissions
        self.authorization = authorization
        self.correlation = correlation
    }
}
