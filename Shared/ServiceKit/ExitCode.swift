/// How a process ends.
enum ExitCode {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    /// A setting cannot be used: `EX_CONFIG` of sysexits.h.
    static let configuration: Int32 = 78
}
