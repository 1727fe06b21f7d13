import Foundation
import Messages

extension IndexStatistics {
    /// For people: one line a figure.
    var lines: [String] {
        let rows = [
            ("documents", "\(self.documents)"), ("tenants", "\(self.tenants)"), ("removed", "\(self.tombstones)"),
            ("outdated vectors", "\(self.outdatedVectors)"), ("model", self.model.harmless),
            ("store", self.store.harmless), ("on disk", self.bytesOnDisk.map(Self.size) ?? "not on this disk"),
        ]
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { $0 + String(repeating: " ", count: width - $0.count + 2) + $1 }
    }

    /// One line for machines.
    func jsonLine() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self).harmlessJSON
    }

    private static func size(_ bytes: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var unit = 0
        var tenths = bytes * 10
        while tenths >= 10_240, unit < units.count - 1 {
            tenths = (tenths + 512) / 1024
            unit += 1
        }
        return unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
