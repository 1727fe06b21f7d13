import Synchronization

/// What one transfer's reader and the loop share.
final class Transfer: Sendable {
    private static let highWaterMark = 64 * 1024

    private let state = Mutex(TransferState<CheckedContinuation<Void, Never>>(highWaterMark: Transfer.highWaterMark))
    private let mailbox: LoopMailbox

    init(mailbox: LoopMailbox) {
        self.mailbox = mailbox
    }

    var bufferedBytes: Int {
        self.state.withLock { $0.bufferedBytes }
    }

    var isHeldBack: Bool {
        self.state.withLock { $0.isHeldBack }
    }

    var hasEnded: Bool {
        self.state.withLock { $0.hasEnded }
    }

    // MARK: The loop's side

    func receive(head: ResponseHead) {
        self.state.withLock { $0.receive(head: head) }?.resume()
    }

    func receive(_ bytes: RawSpan) -> TransferState<CheckedContinuation<Void, Never>>.Receipt {
        self.state.withLock { $0.receive(bytes) }
    }

    func end(_ failure: FetchError?) {
        self.state.withLock { $0.end(failure) }?.resume()
    }

    // MARK: The reader's side

    /// Waits for the response's head.
    func head() async throws(FetchError) -> ResponseHead {
        while true {
            switch self.state.withLock({ $0.takeHead() }) {
            case .head(let head): return head
            case .failed(let error): throw error
            case .wait: await self.waitForChange(ofHead: true)
            }
        }
    }

    /// Takes all bytes that have arrived, waiting for the first; nil at the end.
    func next() async throws(FetchError) -> [UInt8]? {
        while true {
            switch self.state.withLock({ $0.takeBytes() }) {
            case .bytes(let bytes, let resume):
                if resume { self.mailbox.send(.resume(self)) }
                return bytes
            case .end: return nil
            case .failed(let error): throw error
            case .wait: await self.waitForChange(ofHead: false)
            }
        }
    }

    /// Gives the transfer up, whatever it is doing.
    func cancel() {
        let (wake, tell) = self.state.withLock { $0.cancel() }
        if tell { self.mailbox.send(.cancel(self)) }
        wake?.resume()
    }

    private func waitForChange(ofHead: Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.state.withLock { $0.park(continuation, forHead: ofHead) }?.resume()
            }
        } onCancel: {
            self.cancel()
        }
    }
}
