#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Tells what the system refused to do with a log file.
struct LogFileError: Error, CustomStringConvertible {
    var action: String
    /// The system's `errno`.
    var code: Int32

    var description: String {
        "cannot \(self.action): \(String(cString: strerror(self.code)))"
    }
}
