/// One call that the backend got.
package struct DWPCall: Sendable {
    /// Counts the calls from 1.
    package var number: Int
    package var operation: DWPOperation
    /// The task in the path; for a creation the one that was made.
    package var taskId: String?
    package var request: ScriptedRequest
    package var began: ContinuousClock.Instant
    /// When it was answered or cut, and the backend was done with it; nil while it is under way.
    package var ended: ContinuousClock.Instant?
    /// The answer's status; nil where there was none.
    package var status: Int?
    /// Whether it changed the table.
    package var hadEffect = false
    /// The row's status when the call began; nil where it is about no row.
    package var statusBefore: DWPTaskRow.Status?
}
