// The module in which the compiler finds timespec, where a dependency has brought Dispatch.
import CDispatch
import Glibc

/// Takes the signals that concern a supervisor out of the asynchronous world: they wait until asked for.
struct SignalWatch {
    /// What happened.
    enum Event: Equatable {
        /// Somebody wants this process to end.
        case stop
        /// A child has ended.
        case childEnded
    }

    private let watched: sigset_t

    /// Blocks the signals for this thread, so make it before any other thread.
    init() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGCHLD] { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
        self.watched = set
    }

    /// Waits for the next signal; `nil` where none came in time.
    func next(within limit: Duration) -> Event? {
        let parts = limit.components
        var timeout = timespec(tv_sec: Int(parts.seconds), tv_nsec: Int(parts.attoseconds / 1_000_000_000))
        var set = self.watched
        switch sigtimedwait(&set, nil, &timeout) {
        case SIGCHLD: return .childEnded
        case SIGINT, SIGTERM, SIGHUP: return .stop
        default: return nil
        }
    }
}
