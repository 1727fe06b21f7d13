package import Logging
package import Messages

extension Command {
    /// What a log entry about this command names: the run, its tenant and the request's trace.
    package var subject: Logger.Metadata {
        var subject: Logger.Metadata = ["run": "\(self.run)", "tenant": "\(self.caller.tenant)"]
        subject["trace"] = self.traceparent.map { "\($0)" }
        return subject
    }
}
