package import FoundationEssentials

extension Settings {
    /// A time zone by its name, such as `Asia/Seoul`; a process that takes names beside `UTC` links
    /// FoundationInternationalization, which knows them.
    package func timeZone(_ name: String) throws(SettingsError) -> TimeZone {
        guard let text = self.string(name) else { return .gmt }
        guard let zone = TimeZone(identifier: text) else {
            throw SettingsError(name: name, problem: "must be the name of a time zone, as Asia/Seoul")
        }
        return zone
    }
}
