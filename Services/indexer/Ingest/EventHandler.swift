import Messages

/// Makes documents of one kind of thing that events tell of. A new kind is one small file, and a place in
/// ``EventHandlerRegistry/standard``.
protocol EventHandler: Sendable {
    /// The event types that write a document.
    static var types: [String] { get }
    /// The event types that remove it.
    static var removals: [String] { get }
    /// What the documents are, and how their ids begin: `mail` for `mail_981`.
    static var documentType: String { get }
    /// The payload field that holds the thing's id.
    static var idField: String { get }
    /// The payload field that holds its title, without which there is no document.
    static var titleField: String { get }
    /// Payload fields whose text follows the title, where they are there.
    static var bodyFields: [String] { get }
}

extension EventHandler {
    static var bodyFields: [String] { ["body", "content", "summary", "description"] }
}
