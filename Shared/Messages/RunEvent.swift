/// What a run says at one moment: a type and its payload, as both stand in the log.
package struct RunEvent: Sendable, Equatable {
    package var type: RunEventType
    /// For `text` and `reasoning` the UTF-8 text itself; JSON for every other type.
    package var payload: [UInt8]

    package init(_ type: RunEventType, _ payload: [UInt8]) {
        self.type = type
        self.payload = payload
    }
}
