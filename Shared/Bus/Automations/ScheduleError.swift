package import Messages

/// Why a text is no schedule, in words for the person who wrote it.
package struct ScheduleError: Error, Equatable {
    package let words: SystemWords

    package init(_ words: SystemWords) {
        self.words = words
    }
}
