import Messages

/// One field of a cron expression: the numbers for which it holds.
package struct CronField: Sendable, Equatable {
    /// A bit for each number.
    private var bits: UInt64 = 0
    /// Whether the text begins with `*`, so that the field does not restrict what the others ask for.
    package private(set) var isStar = false

    /// What a field counts.
    enum Unit {
        case minute, hour, day, month, weekday

        var range: ClosedRange<Int> {
            switch self {
            case .minute: 0...59
            case .hour: 0...23
            case .day: 1...31
            case .month: 1...12
            case .weekday: 0...7
            }
        }

        var part: SystemWords.SchedulePart {
            switch self {
            case .minute: .minute
            case .hour: .hour
            case .day: .dayOfMonth
            case .month: .month
            case .weekday: .dayOfWeek
            }
        }

        /// Names that stand for numbers, the first for the first number of the range.
        var names: [String] {
            switch self {
            case .minute, .hour, .day: []
            case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
            }
        }
    }

    /// Takes `*`, numbers, names, ranges and steps, in lists.
    init(_ text: Substring, _ unit: Unit) throws(ScheduleError) {
        self.isStar = text.utf8.first == UInt8(ascii: "*")
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { try self.add(part, unit) }
        // Sunday is 0 and 7.
        if unit == .weekday, self.contains(7) { self.bits = self.bits & ~(1 << 7) | 1 }
    }

    package func contains(_ number: Int) -> Bool { self.bits & (1 << UInt64(number)) != 0 }

    /// The numbers for which the field holds, the least first.
    var numbers: [Int] { (0...59).filter { self.contains($0) } }

    private mutating func add(_ part: Substring, _ unit: Unit) throws(ScheduleError) {
        let problem = ScheduleError(.schedulePartUnreadable(unit.part, String(part.prefix(32))))
        let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let ends = pieces[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var range = unit.range
        if pieces[0] != "*" {
            guard let first = Self.number(ends[0], unit) else { throw problem }
            guard ends.count == 2 || pieces.count == 1 else { throw problem }
            var last = first
            if ends.count == 2 {
                guard let number = Self.number(ends[1], unit) else { throw problem }
                last = unit == .weekday && number == 0 && first > 0 ? 7 : number
            }
            guard first <= last else { throw problem }
            range = first...last
        } else if unit == .weekday {
            range = 0...6
        }
        var step = 1
        if pieces.count == 2 {
            guard let number = Self.digits(pieces[1]), (1...59).contains(number) else { throw problem }
            step = number
        }
        for number in stride(from: range.lowerBound, through: range.upperBound, by: step) {
            self.bits |= 1 << UInt64(number)
        }
    }

    private static func number(_ text: Substring, _ unit: Unit) -> Int? {
        if let index = unit.names.firstIndex(of: text.lowercased()) { return unit.range.lowerBound + index }
        return Self.digits(text).flatMap { unit.range.contains($0) ? $0 : nil }
    }

    private static func digits(_ text: Substring) -> Int? {
        guard (1...2).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(text)
    }
}
