import DWPGateway

/// How a ``TaskReporter`` works.
struct ReporterSettings: Sendable {
    /// How long the lock on a task holds without renewal; longer than any call, so that no call outlives it.
    var lock = DWPConfiguration.callLimit + .seconds(5)
    /// Longest wait before the next look at a task on which another replica works.
    var poll = Duration.milliseconds(250)
    /// Longest wait before the next question whether the backend answers again.
    var breakerLook = Duration.seconds(1)
    /// The shortest wait after an unanswered call, in which the backend may still be busy with it.
    var settling = Duration.seconds(1)
    var backoff = RetryBackoff()
    /// Tasks looked at in search of a lost one: so many pages of so many.
    var pages = 10
    var pageSize = 100
}
