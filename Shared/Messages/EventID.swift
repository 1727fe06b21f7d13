/// The place of one event in a run's log: which attempt wrote it, and how many events the run had with it.
///
/// Redis takes it as a stream entry id and refuses one that is not greater than the last, which is what keeps a worker
/// that lost its run from writing on.
package struct EventID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The attempt, counted from 1.
    package var epoch: UInt64
    /// The event's number, counted from 1 over the whole run without a gap.
    package var sequence: UInt64

    /// The place before every event.
    package static let zero = EventID(0, 0)

    package init(_ epoch: UInt64, _ sequence: UInt64) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Reads `<epoch>-<sequence>`, both decimal without sign.
    package init?(_ text: some StringProtocol) {
        self.init(utf8: Array(text.utf8)[...])
    }

    /// Reads the same from bytes.
    package init?(utf8 bytes: ArraySlice<UInt8>) {
        guard let dash = bytes.firstIndex(of: UInt8(ascii: "-")), let epoch = DecimalText.read(bytes[..<dash]),
            let sequence = DecimalText.read(bytes[(dash + 1)...])
        else { return nil }
        self.init(epoch, sequence)
    }

    /// The id of the event after this one in the same epoch; wraps, since a client may name the greatest of all.
    package var next: EventID { EventID(self.epoch, self.sequence &+ 1) }

    package var description: String {
        var bytes: [UInt8] = []
        self.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends ``description``.
    package func append(to bytes: inout [UInt8]) {
        DecimalText.append(self.epoch, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        DecimalText.append(self.sequence, to: &bytes)
    }

    package static func < (left: EventID, right: EventID) -> Bool {
        (left.epoch, left.sequence) < (right.epoch, right.sequence)
    }
}
