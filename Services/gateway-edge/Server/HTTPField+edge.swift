import HTTPTypes

extension HTTPField.Name {
    /// The last event that an SSE client has seen (WHATWG HTML, section 9.2).
    static let lastEventID = Self("Last-Event-ID")!
    /// The run that a stream shows.
    static let runID = Self("X-Run-ID")!
    /// Joins a repeated POST to the run that the first one made.
    static let idempotencyKey = Self("Idempotency-Key")!
    /// W3C trace context.
    static let traceparent = Self("traceparent")!
    /// What a page tells others of where it is.
    static let referrerPolicy = Self("Referrer-Policy")!
    /// Tells nginx not to collect a stream.
    static let accelBuffering = Self("X-Accel-Buffering")!
}
