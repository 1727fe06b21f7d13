/// Asks for the next turn of a conversation in the words of OpenAI's chat completions API.
package struct CompleteChat: CommandBody {
    package static let kind = "completion"
    package static let worker = WorkerService.llm

    /// JSON text of an object: the fields of the client's request that go to the provider as they came, `messages` among
    /// them; neither `model` nor what decides how the answer is sent.
    package var request: String
    /// Goes to the provider as given; nil takes the provider's own.
    package var model: String?
    /// The reader's language for what the system says itself.
    package var language: Language?
    /// What an answer without a model relies on; nil where nobody looked.
    package var grounding: Grounding?
    /// When the client asked, Unix seconds.
    package var created: Int64
    /// Whether a stream of the answer tells the usage.
    package var includeUsage: Bool

    package init(
        request: String,
        model: String? = nil,
        language: Language? = nil,
        grounding: Grounding? = nil,
        created: Int64,
        includeUsage: Bool = false
    ) {
        self.request = request
        self.model = model
        self.language = language
        self.grounding = grounding
        self.created = created
        self.includeUsage = includeUsage
    }
}
