/// The fields of an entry in the stream of what happened.
package enum EventFields {
    /// A DomainEvent's JSON.
    package static let event = "event"
    /// The id that an event had before it was given up and tried again: it stays as old as it is.
    package static let origin = "entry"
}
