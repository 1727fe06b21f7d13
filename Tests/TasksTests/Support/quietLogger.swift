import Logging

/// Says nothing.
let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
