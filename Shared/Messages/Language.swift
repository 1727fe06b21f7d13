/// A language that the system itself speaks.
package enum Language: String, Codable, Sendable, CaseIterable {
    case korean = "ko"
    case english = "en"

    /// Decides as the DWP backend does (contract §2): the first tag's language if it is `ko` or `en`, else Korean.
    package init(acceptLanguage header: String?) {
        let language = header?.drop { $0 == " " }.prefix { $0.isASCII && $0.isLetter } ?? ""
        self = language.lowercased() == "en" ? .english : .korean
    }
}
