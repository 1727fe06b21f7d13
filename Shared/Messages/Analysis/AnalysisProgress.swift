/// The payload that tells how far an analysis has come.
package struct AnalysisProgress: EventPayload {
    /// Percent, 0 to 100; never less than before within one epoch.
    package var progress: Int
    /// What is being done, in the reader's language.
    package var description: String

    package init(progress: Int, description: String) {
        self.progress = progress
        self.description = description
    }
}
