import Logging
import Messages

/// A conversation to continue.
struct ModelRequest: Sendable, Equatable {
    var messages: [ChatMessage]
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
}
