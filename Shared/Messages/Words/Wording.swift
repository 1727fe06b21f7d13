/// One text in each language that the system speaks. Without any of them there is none.
package struct Wording: Sendable, Equatable {
    package let korean: String
    package let english: String

    package init(_ korean: String, _ english: String) {
        self.korean = korean
        self.english = english
    }

    /// What others wrote, which is told as it is.
    package init(verbatim text: String) {
        self.init(text, text)
    }

    package func text(in language: Language) -> String {
        switch language {
        case .korean: self.korean
        case .english: self.english
        }
    }
}
