/// Says that a text is not JSON as this library takes it.
struct JSONSyntaxError: Error, Equatable {
    /// Where reading stopped, in bytes from the start.
    var offset: Int
}
