/// Describes a metric family before anything is measured, so that its series stand at zero from the start and an alert
/// sees their first increase.
package struct MetricDeclaration: Sendable {
    package var name: String
    package var kind: MetricKind
    /// One sentence for the `HELP` line.
    package var help: String
    /// The label sets of the series that are made at once; `[[:]]` is one series without labels.
    package var labelSets: [[String: String]]

    package init(_ name: String, _ kind: MetricKind, help: String, labelSets: [[String: String]] = [[:]]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labelSets = labelSets
    }

    /// All combinations of the labels' values.
    package static func labelSets(crossing labels: [String: [String]]) -> [[String: String]] {
        labels.reduce([[:]]) { sets, label in
            sets.flatMap { set in
                label.value.map { set.merging([label.key: $0]) { _, new in new } }
            }
        }
    }
}
