import Synchronization

/// A bounded queue between many who must not wait and the one who sends.
final class ExportQueue<Element: Sendable>: Sendable {
    private struct State {
        var pending: [Element] = []
        var isFinishing = false
    }

    /// Elements that wait at most; more are dropped, the newest first.
    private let capacity: Int
    /// Elements of one batch; so many are sent at once.
    private let batch: Int
    /// How long fewer wait for more.
    private let pause: Duration
    /// What is left to send after the end was told.
    private let grace: Duration
    private let onDrop: @Sendable (Int) -> Void
    private let state = Mutex(State())
    private let wakes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let end = AsyncStream.makeStream(of: Never.self)

    /// - Parameter onDrop: Told how many elements nobody will get.
    init(
        capacity: Int,
        batch: Int,
        pause: Duration,
        grace: Duration,
        onDrop: @escaping @Sendable (Int) -> Void
    ) {
        self.capacity = capacity
        self.batch = batch
        self.pause = pause
        self.grace = grace
        self.onDrop = onDrop
    }

    /// Hands an element over; never waits.
    func add(_ element: Element) {
        let count: Int? = self.state.withLock { state in
            guard state.pending.count < self.capacity else { return nil }
            state.pending.append(element)
            return state.pending.count
        }
        guard let count else { return self.onDrop(1) }
        if count >= self.batch { self.wakes.continuation.yield() }
    }

    /// Has what is there sent without delay, and ``run(_:)`` return then.
    func finish() {
        self.state.withLock { $0.isFinishing = true }
        self.wakes.continuation.yield()
        self.end.continuation.finish()
    }

    /// Hands batches to `send`, one after another, until all is sent after ``finish()``, or its grace is over.
    func run(_ send: @escaping @Sendable ([Element]) async -> Void) async {
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                await self.sendAll(send)
                return true
            }
            tasks.addTask {
                while (try? await Task.sleep(for: self.pause)) != nil { self.wakes.continuation.yield() }
                return false
            }
            tasks.addTask {
                for await _ in self.end.stream {}
                try? await Task.sleep(for: self.grace)
                return true
            }
            for await isOver in tasks where isOver { break }
            tasks.cancelAll()
        }
        let left = self.state.withLock { state in
            defer { state.pending = [] }
            return state.pending.count
        }
        if left > 0 { self.onDrop(left) }
    }

    private func sendAll(_ send: @Sendable ([Element]) async -> Void) async {
        for await _ in self.wakes.stream {
            while !Task.isCancelled, case let batch = self.take(), !batch.isEmpty { await send(batch) }
            if self.state.withLock({ $0.isFinishing && $0.pending.isEmpty }) { return }
        }
    }

    private func take() -> [Element] {
        self.state.withLock { state in
            let batch = Array(state.pending.prefix(self.batch))
            state.pending.removeFirst(batch.count)
            return batch
        }
    }
}
