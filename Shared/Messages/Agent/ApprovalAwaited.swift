/// Says that a call is about to wait for somebody's approval; written before anybody is asked, so that whoever takes the
/// run over waits for the same one. Readers are not shown it.
package struct ApprovalAwaited: EventPayload {
    package var callId: String
    /// The request as it is stored for whoever decides (contract §7.1).
    package var request: String
    /// Digest of the tool's name and its exact arguments, for which alone the approval holds.
    package var digest: String

    package init(callId: String, request: String, digest: String) {
        self.callId = callId
        self.request = request
        self.digest = digest
    }
}
