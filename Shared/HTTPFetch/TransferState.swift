/// What one transfer has for its reader, and who waits for it.
///
/// The loop's side puts in, the reader's side takes out; `Waiter` is whatever wakes a reader.
struct TransferState<Waiter> {
    enum Receipt {
        /// The bytes are kept; the waiter is to be woken.
        case kept(wake: Waiter?)
        /// Nothing was kept: the same bytes are to be offered again after a `resume`.
        case holdBack
        /// Nobody wants them any more.
        case refuse
    }

    enum HeadTaken {
        case head(ResponseHead)
        case failed(FetchError)
        case wait
    }

    enum BytesTaken {
        /// All that was there; `resume` says that the sender was held back for it.
        case bytes([UInt8], resume: Bool)
        case end
        case failed(FetchError)
        case wait
    }

    private enum Phase {
        case awaitingHead
        case streaming
        case heldBack
        case ended(FetchError?)
    }

    private let highWaterMark: Int
    private var phase = Phase.awaitingHead
    private var head: ResponseHead?
    private var buffer: [UInt8] = []
    private var waiter: Waiter?

    /// - Parameter highWaterMark: how many bytes may wait for the reader; a single larger piece is taken when none wait.
    init(highWaterMark: Int) {
        self.highWaterMark = highWaterMark
    }

    var bufferedBytes: Int {
        self.buffer.count
    }

    var isHeldBack: Bool {
        if case .heldBack = self.phase { true } else { false }
    }

    var hasEnded: Bool {
        if case .ended = self.phase { true } else { false }
    }

    // MARK: The loop's side

    mutating func receive(head: ResponseHead) -> Waiter? {
        guard case .awaitingHead = self.phase else { return nil }
        self.phase = .streaming
        self.head = head
        return self.waiter.take()
    }

    mutating func receive(_ bytes: RawSpan) -> Receipt {
        switch self.phase {
        case .streaming, .heldBack:
            guard self.buffer.isEmpty || bytes.byteCount <= self.highWaterMark - self.buffer.count else {
                self.phase = .heldBack
                return .holdBack
            }
            self.phase = .streaming
            bytes.withUnsafeBytes { self.buffer.append(contentsOf: $0) }
            return .kept(wake: self.waiter.take())
        case .awaitingHead, .ended:
            return .refuse
        }
    }

    /// Notes the end of the transfer; what has arrived before can still be read.
    mutating func end(_ failure: FetchError?) -> Waiter? {
        if case .ended = self.phase { return nil }
        self.phase = .ended(failure)
        return self.waiter.take()
    }

    // MARK: The reader's side

    mutating func takeHead() -> HeadTaken {
        if let head = self.head { return .head(head) }
        switch self.phase {
        case .ended(let failure):
            return .failed(failure ?? FetchError(code: .connectionCut, message: "the response ended in its head"))
        case .awaitingHead, .streaming, .heldBack:
            return .wait
        }
    }

    mutating func takeBytes() -> BytesTaken {
        guard self.waiter == nil else {
            return .failed(FetchError(code: .invalidRequest, message: "the body is being read by another task"))
        }
        if !self.buffer.isEmpty {
            var bytes: [UInt8] = []
            swap(&bytes, &self.buffer)
            guard case .heldBack = self.phase else { return .bytes(bytes, resume: false) }
            self.phase = .streaming
            return .bytes(bytes, resume: true)
        }
        switch self.phase {
        case .ended(nil):
            return .end
        case .ended(let failure?):
            return .failed(failure)
        case .awaitingHead, .streaming, .heldBack:
            return .wait
        }
    }

    /// Lets a waiter wait for the next change.
    ///
    /// - Returns: the waiter, if it has to look again at once.
    mutating func park(_ waiter: Waiter, forHead: Bool) -> Waiter? {
        if case .ended = self.phase { return waiter }
        guard self.waiter == nil, self.buffer.isEmpty, !(forHead && self.head != nil) else { return waiter }
        self.waiter = waiter
        return nil
    }

    /// Gives the transfer up and lets go of what has arrived.
    ///
    /// - Returns: whom to wake, and whether the loop has to be told.
    mutating func cancel() -> (wake: Waiter?, tell: Bool) {
        let isLoss: Bool
        let isRunning: Bool
        switch self.phase {
        case .ended(nil):
            (isLoss, isRunning) = (!self.buffer.isEmpty, false)
        case .ended(_?):
            (isLoss, isRunning) = (false, false)
        case .awaitingHead, .streaming, .heldBack:
            (isLoss, isRunning) = (true, true)
        }
        self.buffer = []
        if isLoss {
            self.phase = .ended(FetchError(code: .cancelled, message: "the reader gave the response up"))
        }
        return (self.waiter.take(), isRunning)
    }
}
