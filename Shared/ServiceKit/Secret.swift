/// A value that must never be shown: its description hides it.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself, for the one place that uses it.
    package let revealed: String

    package init(_ value: String) {
        self.revealed = value
    }

    package var description: String { "[redacted]" }

    package var debugDescription: String { "[redacted]" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
