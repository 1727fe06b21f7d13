import Messages

extension SearchHit {
    /// Bytes of a document's text that an answer carries.
    private static let textLimit = 8192

    /// A text's beginning, up to a whole character.
    static func cut(_ text: String) -> String {
        guard text.utf8.count > self.textLimit else { return text }
        var size = 0
        let end = text.firstIndex { character in
            size += String(character).utf8.count
            return size > self.textLimit
        }
        return String(text[..<(end ?? text.endIndex)])
    }
}
