import Messages

/// What a search found, for people: a line for each document and the beginning of its text below.
enum SearchResultText {
    private static let excerptLimit = 160

    static func lines(of found: JSONValue) -> [String] {
        let results = found["results"]?.array ?? []
        guard !results.isEmpty else { return ["Nothing was found."] }
        return results.enumerated().flatMap { index, result in
            let title = result["metadata"]?["title"]?.string ?? ""
            let id = result["id"]?.string ?? "-"
            let head = "\(index + 1). \(title.harmless) (\(id.harmless), \(result["score"]?.text ?? "-"))"
            let text = (result["text"]?.string ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
            let excerpt = text.count <= Self.excerptLimit ? text : text.prefix(Self.excerptLimit - 1) + "…"
            return excerpt.isEmpty || excerpt == title ? [head] : [head, "   \(excerpt.harmless)"]
        }
    }
}
