import Messages

/// Reads whole numbers from a query.
enum PageRequest {
    /// The number of that name, inside the range.
    ///
    /// - Throws: 422 for anything else.
    static func number(
        _ name: String,
        default fallback: Int,
        in range: ClosedRange<Int>,
        _ parameters: (String) -> String?
    ) throws(EdgeError) -> Int {
        guard let text = parameters(name) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(.notWithin(name, range))
        }
        return number
    }
}
