/// Where in the event stream a document's state comes from: the id of the stream's entry. The greatest wins.
package struct DocumentVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// When the event arrived, Unix milliseconds.
    package var milliseconds: Int64
    /// Its place among those of the same millisecond.
    package var sequence: Int64

    package init(_ milliseconds: Int64, _ sequence: Int64) {
        self.milliseconds = milliseconds
        self.sequence = sequence
    }

    /// Reads a stream entry's id, `<milliseconds>-<sequence>`.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = Int64(parts[0]), let sequence = Int64(parts[1]),
            milliseconds >= 0, sequence >= 0
        else { return nil }
        self.init(milliseconds, sequence)
    }

    package var description: String { "\(self.milliseconds)-\(self.sequence)" }

    package static func < (left: DocumentVersion, right: DocumentVersion) -> Bool {
        (left.milliseconds, left.sequence) < (right.milliseconds, right.sequence)
    }
}
