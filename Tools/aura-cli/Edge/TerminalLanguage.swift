/// The language that the person at the terminal reads.
enum TerminalLanguage {
    /// `ko` where the locale says so, else `en`, as `Accept-Language` takes it.
    static func tag(environment: [String: String]) -> String {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale?.lowercased().hasPrefix("ko") == true ? "ko" : "en"
    }
}
