import FoundationEssentials

/// When Redis took an entry into a stream, which the ids that it gives itself tell: `<Unix milliseconds>-<number>`.
package enum EntryMoment {
    /// Unix milliseconds by Redis's clock; nil for what is no id of that form.
    package static func milliseconds(of id: String) -> Int64? {
        guard let dash = id.utf8.firstIndex(of: UInt8(ascii: "-")), let time = UInt64(id[..<dash]) else { return nil }
        return Int64(exactly: time)
    }

    /// The time from there to now by our own clock, which may be behind Redis's; never less than nothing.
    package static func age(of moment: Int64, now: Int64 = Self.now) -> Duration {
        .milliseconds(max(0, now - moment))
    }

    /// Unix milliseconds by our own clock.
    package static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
