/// Says where log lines go.
package enum LogDestination: Sendable, Equatable {
    case standardError
    case standardOutput
    /// A file that belongs to this process alone.
    ///
    /// At `maximumBytes` (0: never) it becomes `path.1`, the former `path.1` becomes `path.2`, and so on; `backups` of
    /// them are kept. Missing folders are made. What is not a regular file (a pipe, a device) is never rotated.
    case file(path: String, maximumBytes: Int = 10 * 1024 * 1024, backups: Int = 5)
}
