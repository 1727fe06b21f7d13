/// Says which metadata keys hold what must never stand in a log.
package enum LogRedaction {
    /// What is written in a secret's place.
    package static let mark = "[redacted]"

    /// Tells whether a key's last words are one of the secret names: `authorization`, `token`, `secret`, `api_key`,
    /// `password`, and so `accessToken`, `X-Api-Key`, `jwt.secret` too; `tokens` (a count) is not.
    package static func hides(_ key: String) -> Bool {
        let words = Self.words(of: key)
        return Self.secretNames.contains { words == $0 || words.hasSuffix("_" + $0) }
    }

    private static let secretNames = ["authorization", "token", "secret", "api_key", "apikey", "password"]

    /// The key in lower case with one `_` between its words, whether they were divided by case or by punctuation.
    private static func words(of key: String) -> String {
        var words = ""
        var lastWasLowercase = false
        for character in key {
            if !character.isLetter && !character.isNumber {
                words.append("_")
                lastWasLowercase = false
            } else {
                if lastWasLowercase && character.isUppercase {
                    words.append("_")
                }
                words.append(character.lowercased())
                lastWasLowercase = character.isLowercase
            }
        }
        return words
    }
}

extension LogRedaction {
    /// The text without what looks like a token, a key or the user of an address, wherever it comes from.
    package static func scrubbed(_ text: String) -> String {
        text.replacing(#/eyJ[A-Za-z0-9_\-.]{8,}/#, with: Self.mark)
            .replacing(#/(?i)\b(bearer|basic)\s+[^\s"',;]+/#) { "\($0.output.1) \(Self.mark)" }
            .replacing(#/\b(?:sk|pk|rk)-[A-Za-z0-9_\-]{6,}/#, with: Self.mark)
            .replacing(#/:\/\/[^\/\s@"]+@/#, with: "://\(Self.mark)@")
    }
}
