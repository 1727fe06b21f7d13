import Messages

/// Why a waiting viewer goes on.
enum Wake: Sendable, Equatable {
    /// Entries came through the inbox; possibly not all.
    case entries([LogEntry])
    /// The log may have what the inbox lost.
    case look
    /// The time that the viewer asked for has come.
    case timer
    /// The client is gone.
    case clientGone
    /// This edge is stopping.
    case shutdown
}
