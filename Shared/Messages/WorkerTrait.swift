/// What a living worker lets others know of itself, beside that it lives.
package enum WorkerTrait: String, Sendable {
    case plain = "1"
    /// It has no model: its answers are made of the caller's documents, so chats come with passages unless told not to.
    case answersFromDocuments = "documents"
}
