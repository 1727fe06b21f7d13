/// What became of a dead letter that was to be tried again.
package enum DeadLetterRetry: Sendable, Equatable {
    /// It is an entry of its stream again, with this id, and no dead letter any more.
    case putBack(as: String)
    /// There is none with this id: it was put back before, or dropped.
    case missing
    /// A field was cut when it was given up, so that what is left is not the original.
    case cut
    /// It was written by somebody else, so nobody knows what the original was.
    case foreign
}
