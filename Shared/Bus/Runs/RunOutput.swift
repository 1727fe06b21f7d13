package import Messages

/// One run's end of the writer: what its owner says goes in here.
package struct RunOutput<Log: RunLog>: Sendable {
    private let writer: RunWriter<Log>
    package let run: RunID
    /// The epoch in which its owner began.
    package let epoch: UInt64

    init(writer: RunWriter<Log>, run: RunID, epoch: UInt64) {
        self.writer = writer
        self.run = run
        self.epoch = epoch
    }

    /// Hands over an event; waits only while too much of the run is unwritten.
    ///
    /// - Returns: The size of the whole run with it.
    @discardableResult
    package func append(_ event: RunEvent) async throws(RunLost) -> RunSize {
        try await self.writer.append(event, to: self.run)
    }

    /// Waits until the log holds everything so far. Returns early, without an error, when the task is cancelled.
    package func settle() async throws(RunLost) {
        try await self.writer.settle(self.run)
    }

    /// Stops writing the run; what is not settled is dropped.
    package func close() {
        self.writer.close(self.run)
    }
}
