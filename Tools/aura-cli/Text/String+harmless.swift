extension String {
    /// The text with all that could act on a terminal instead of being seen (control characters, and those that turn
    /// or hide text) written as `\u{…}`.
    var harmless: String {
        self.replacingActing { "\\u{\(String($0.value, radix: 16, uppercase: true))}" }
    }

    /// The same for a text of several lines, whose line ends and tabs stay.
    var harmlessText: String {
        self.replacingActing(except: ["\n", "\t"]) { "\\u{\(String($0.value, radix: 16, uppercase: true))}" }
    }

    /// The same for JSON, whose strings alone can have such characters: written as JSON escapes.
    var harmlessJSON: String {
        self.replacingActing { scalar in
            scalar.utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
    }

    private func replacingActing(
        except kept: Set<Unicode.Scalar> = [],
        _ escape: (Unicode.Scalar) -> String
    ) -> String {
        var result = ""
        for scalar in self.unicodeScalars {
            if scalar.actsOnTerminals, !kept.contains(scalar) {
                result += escape(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    fileprivate var actsOnTerminals: Bool {
        switch self.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        // The joiners are parts of emoji and of some scripts' words.
        case .format: self != "\u{200D}" && self != "\u{200C}"
        default: false
        }
    }
}
