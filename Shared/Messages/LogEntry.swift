/// An event at its place in a run's log.
package struct LogEntry: Sendable, Equatable {
    package var id: EventID
    package var event: RunEvent

    package init(id: EventID, event: RunEvent) {
        self.id = id
        self.event = event
    }
}
