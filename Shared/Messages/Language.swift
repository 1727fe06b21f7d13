/// A language that the system itself speaks.
package enum Language: String, Codable, Sendable, CaseIterable {
    case korean = "ko"
    case english = "en"

    /// Decides as the DWP backend does (contract §2): the first tag's language if it is `ko` or `en`, else Korean.
    package init(acceptLanguage header: String?) {
        let tag = header?.prefix { $0 != "," && $0 != ";" && $0 != "-" } ?? ""
        let trimmed = tag.drop { $0 == " " }.lowercased()
        self = trimmed.hasPrefix("en") ? .english : .korean
    }
}
