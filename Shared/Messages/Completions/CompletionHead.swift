/// The payload that begins a completion: what every piece of it says of the whole, wherever a reader joins.
package struct CompletionHead: EventPayload {
    /// The model as the client named it, or where it named none the one that is asked.
    package var model: String
    /// When the client asked, Unix seconds.
    package var created: Int64
    /// Whether a stream tells the usage.
    package var includeUsage: Bool

    package init(model: String, created: Int64, includeUsage: Bool) {
        self.model = model
        self.created = created
        self.includeUsage = includeUsage
    }
}
