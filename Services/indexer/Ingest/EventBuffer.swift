import Bus
import Synchronization

/// Messages between the one who hears them and the one who moves them on; who adds waits while it is full.
final class EventBuffer: Sendable {
    private struct State {
        var messages: [EventMessage] = []
        var bytes = 0
        var isFinished = false
        var producer: CheckedContinuation<Void, Never>?
        var consumer: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let countLimit: Int
    private let byteLimit: Int

    init(countLimit: Int = 512, byteLimit: Int = 4 << 20) {
        self.countLimit = countLimit
        self.byteLimit = byteLimit
    }

    /// Adds a message and waits while there is no room for another. One caller at a time.
    func append(_ message: EventMessage) async {
        let (consumer, hasRoom) = self.state.withLock { state in
            state.messages.append(message)
            state.bytes += message.payload.count
            defer { state.consumer = nil }
            return (state.consumer, !self.isFull(&state))
        }
        consumer?.resume()
        guard !hasRoom else { return }
        await withCheckedContinuation { continuation in
            let hasRoom = self.state.withLock { state in
                let isFull = self.isFull(&state)
                if isFull, !state.isFinished { state.producer = continuation }
                return !isFull || state.isFinished
            }
            if hasRoom { continuation.resume() }
        }
    }

    private func isFull(_ state: inout State) -> Bool {
        state.messages.count >= self.countLimit || state.bytes >= self.byteLimit
    }

    /// Nothing more comes, and nobody waits to add.
    func finish() {
        let (producer, consumer) = self.state.withLock { state in
            state.isFinished = true
            defer { (state.producer, state.consumer) = (nil, nil) }
            return (state.producer, state.consumer)
        }
        producer?.resume()
        consumer?.resume()
    }

    /// Takes all there is, waiting for the first; empty after the end. One caller at a time.
    func take() async -> [EventMessage] {
        await withCheckedContinuation { continuation in
            let isReady = self.state.withLock { state in
                let isReady = !state.messages.isEmpty || state.isFinished
                if !isReady { state.consumer = continuation }
                return isReady
            }
            if isReady { continuation.resume() }
        }
        let (messages, producer) = self.state.withLock { state in
            defer { (state.messages, state.bytes, state.producer) = ([], 0, nil) }
            return (state.messages, state.producer)
        }
        producer?.resume()
        return messages
    }
}
