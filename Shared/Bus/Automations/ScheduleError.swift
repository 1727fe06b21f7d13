/// Why a text is no schedule, in words for the person who wrote it.
package struct ScheduleError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
