import Messages

/// A piece of what a model says.
enum ModelDelta: Sendable, Equatable {
    /// UTF-8 of the answer's next words.
    case text([UInt8])
    /// UTF-8 of the model's next thoughts, where its provider shows them.
    case reasoning([UInt8])
    /// The next pieces of the calls that it asks for.
    case toolCalls([ToolCallDelta])
}
