/// One event of a `text/event-stream`, as its reader gets it (WHATWG HTML, section 9.2.6).
///
/// The data stays bytes: nothing is decoded, so nothing can be split or replaced on its way.
package struct ServerSentEvent: Sendable, Equatable {
    /// The stream's last event id when this event ended, which may be an earlier event's; nil before any, or after an empty one.
    package var id: String?
    /// The event's type; nil where the stream names none, which means `message`.
    package var event: String?
    /// The lines of the event's data, joined by LF.
    package var data: [UInt8]

    package init(id: String? = nil, event: String? = nil, data: [UInt8]) {
        self.id = id
        self.event = event
        self.data = data
    }
}
