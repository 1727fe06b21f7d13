/// A piece of a call that a model is asking for: the first piece of each names it, the others go on with its arguments
/// (OpenAI API reference, chat/streaming).
package struct ToolCallDelta: Codable, Sendable, Equatable {
    /// Which of the answer's calls, from 0.
    package var index: Int
    package var id: String?
    package var name: String?
    /// Goes after the arguments so far.
    package var arguments: String?

    package init(index: Int, id: String? = nil, name: String? = nil, arguments: String? = nil) {
        self.index = index
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
