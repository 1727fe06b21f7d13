package import Messages

/// Where one reader stands in its run, and what each entry that arrives means to it.
package struct RunCursor: Sendable {
    package enum Action: Sendable, Equatable {
        /// The next entry: pass it on.
        case deliver
        /// A repeat, or the late writer of a lost epoch.
        case ignore
        /// An epoch that begins the answer anew.
        case restart
        /// Entries are missing that the log may have.
        case readLog(after: EventID)
        /// Entries are missing that nobody has any more, or stand again under new ids: the text must be replaced.
        case resync
    }

    /// The last entry that was passed on.
    package private(set) var last: EventID

    package init(last: EventID = .zero) {
        self.last = last
    }

    /// Decides about an entry that came through an inbox, which may have lost others, or from the log, which has all.
    ///
    /// - Parameter started: The entry's payload where it begins an epoch.
    package mutating func received(_ entry: LogEntry, started: Started?, isFromLog: Bool) -> Action {
        guard entry.id > self.last else { return .ignore }
        if let started, entry.id.epoch > self.last.epoch {
            if started.after == self.last {
                let isFirst = self.last == .zero
                self.last = entry.id
                return started.keep || isFirst ? .deliver : .restart
            }
            guard isFromLog || !started.keep else { return .readLog(after: self.last) }
            self.last = entry.id
            return started.keep ? .resync : .restart
        }
        guard entry.id == self.last.next else {
            guard isFromLog else { return .readLog(after: self.last) }
            self.last = entry.id
            return .resync
        }
        self.last = entry.id
        return .deliver
    }

    /// Moves to a place up to which everything is known by other means.
    package mutating func move(to id: EventID) {
        self.last = id
    }
}
