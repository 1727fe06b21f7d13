import Logging
import Messages

/// A conversation to continue.
struct ModelRequest: Sendable, Equatable {
    var messages: [ChatMessage]
    /// JSON text of an object with the messages and whatever else a client of the OpenAI API wrote for its provider, which
    /// gets it as it is; ``messages`` then has the words in it. Nil where the request is ours.
    var original: String?
    /// Goes to the provider as given; nil takes the provider's own.
    var model: String?
    var language: Language
    /// What the model may ask to be called.
    var tools: [ToolDefinition] = []
    /// What the answer shall rely on; nil where nobody looked.
    var grounding: Grounding?
    /// Continues the caller's trace at the provider.
    var traceparent: String?
    /// What the log says that a trouble with this request is about.
    var subject: Logger.Metadata = [:]
    /// Which call this is, and who pays for it.
    var call: ModelCall
}
