/// A language that the system itself speaks.
package enum Language: String, Codable, Sendable, CaseIterable {
    case korean = "ko"
    case english = "en"

    /// Of the languages that a reader takes the one that they like best (RFC 9110, section 12.5.4), of two that they like
    /// alike the one that they name first; Korean where they take none of ours, or do not say (contract §2).
    package init(acceptLanguage header: String?) {
        var ranges: [(tag: Substring, quality: Int)] = []
        for part in (header ?? "").split(separator: ",").prefix(Self.rangeLimit) {
            let pieces = part.split(separator: ";").map { $0.trimmed }
            guard let tag = pieces.first, let quality = Self.quality(pieces.dropFirst()) else { continue }
            ranges.append((tag, quality))
        }
        let rest = ranges.first { $0.tag == "*" }
        var best = (language: Language.korean, quality: 0)
        // Those that are named come in the order of the header, those that only a star stands for after them.
        for range in ranges {
            guard let language = Self(tag: range.tag), range.quality > best.quality else { continue }
            best = (language, range.quality)
        }
        for language in Self.allCases where !ranges.contains(where: { Self(tag: $0.tag) == language }) {
            if let rest, rest.quality > best.quality { best = (language, rest.quality) }
        }
        // Who takes none of ours but rules Korean out is told in the other.
        let isRuledOut = ranges.contains { Self(tag: $0.tag) == .korean && $0.quality == 0 }
        self = best.quality == 0 && isRuledOut ? .english : best.language
    }

    /// More than anybody has; what comes after them counts for nothing.
    private static let rangeLimit = 50

    /// The language of a tag such as `ko-KR`, whatever its region and script.
    private init?(tag: Substring) {
        let primary = tag.prefix { $0 != "-" }.lowercased()
        guard let language = Self(rawValue: primary) else { return nil }
        self = language
    }

    /// Thousandths of a weight such as `q=0.8`; 1000 where there is none, nil for what is no weight.
    private static func quality(_ parameters: ArraySlice<Substring>) -> Int? {
        guard let parameter = parameters.first(where: { $0.lowercased().hasPrefix("q=") }) else { return 1000 }
        let text = parameter.dropFirst(2)
        guard (1...5).contains(text.utf8.count), let quality = Double(text), (0...1).contains(quality) else {
            return nil
        }
        return Int((quality * 1000).rounded())
    }
}

extension Substring {
    /// Without the blanks round it.
    fileprivate var trimmed: Substring {
        var text = self.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
