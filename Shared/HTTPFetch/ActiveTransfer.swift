import CCurl

/// The loop's side of one transfer; only the loop's thread touches it.
final class ActiveTransfer {
    let transfer: Transfer
    private(set) var clock: TransferClock
    /// Why we broke the transfer off ourselves, where libcurl only knows that a callback did.
    private(set) var failure: FetchError?

    private let easy: EasyHandle
    private let headers: HeaderList
    private let errorText: UnsafeMutablePointer<CChar>
    private let time: LoopTime
    private let maximumBytes: Int
    private var receivedBytes = 0
    /// What came in the newest turn that brought something.
    private var arrival: (turn: ContinuousClock.Instant, bytes: Int)
    private var head: ResponseHeadParser

    init(
        _ transfer: Transfer,
        request: FetchRequest,
        configuration: CurlFetcherConfiguration,
        libraryVersion: UInt32,
        time: LoopTime
    ) throws(FetchError) {
        self.transfer = transfer
        self.time = time
        self.arrival = (time.now, 0)
        self.clock = TransferClock(request.timeouts, startedAt: time.now)
        self.maximumBytes = request.maximumResponseBytes ?? .max
        self.head = ResponseHeadParser(maximumBytes: configuration.maximumHeadBytes)
        let easy = try EasyHandle()
        try easy.apply(configuration, libraryVersion: libraryVersion)
        self.headers = try easy.apply(request)
        self.easy = easy
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try self.setCallbacks()
        time.mayExpire(at: self.clock.next)
    }

    deinit {
        // libcurl may write into the text until the handle's cleanup, which comes after this; so take it away first.
        _ = aura_curl_set_pointer(self.easy.pointer, CURLOPT_ERRORBUFFER, nil)
        self.errorText.deallocate()
    }

    /// The libcurl handle; valid as long as this object.
    var handle: UnsafeMutableRawPointer {
        self.easy.pointer
    }

    /// What libcurl says of its failure.
    var errorMessage: String {
        String(cString: self.errorText)
    }

    static func from(_ context: UnsafeMutableRawPointer) -> ActiveTransfer {
        Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// Lets the sender go on after the reader has caught up.
    ///
    /// libcurl offers the bytes that it kept at once, from inside this call.
    /// - Returns: why the transfer has to end, if it has to.
    func resume() -> FetchError? {
        self.clock.resumed(at: self.time.now)
        self.time.mayExpire(at: self.clock.next)
        let result = curl_easy_pause(self.handle, CURLPAUSE_CONT)
        return result == CURLE_OK ? nil : self.failure ?? FetchError(result, message: self.errorMessage)
    }

    // The loop holds this object until the handle has left the multi handle, so the callbacks' context is valid.
    private func setCallbacks() throws(FetchError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try self.easy.set(CURLOPT_PRIVATE, context)
        try self.easy.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(self.errorText))
        try self.easy.set(CURLOPT_HEADERDATA, context)
        try self.easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return ActiveTransfer.from(context).receive(headerLine: line) ? line.count : 0
        }
        try self.easy.set(CURLOPT_WRITEDATA, context)
        try self.easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return ActiveTransfer.from(context).receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        try self.easy.set(CURLOPT_PREREQDATA, context)
        try self.easy.setPrerequestCallback { context, _, _, _, _ in
            guard let context else { return CURL_PREREQFUNC_ABORT }
            ActiveTransfer.from(context).requestBegins()
            return CURL_PREREQFUNC_OK
        }
    }

    private func requestBegins() {
        self.clock.connected(at: self.time.now)
        self.time.mayExpire(at: self.clock.next)
    }

    private func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
        switch self.head.read(line: line) {
        case .needMore:
            break
        case .head(let head):
            self.clock.received(at: self.time.now)
            self.time.mayExpire(at: self.clock.next)
            self.transfer.receive(head: head)
        case .refuse(let failure):
            self.failure = failure
            return false
        }
        return true
    }

    /// Tells the pace of a turn's bytes once the next turn brings some: libcurl hands over each chunk of HTTP/1.1 by itself.
    private func noteArrival(of bytes: Int) {
        if self.arrival.turn != self.time.now {
            self.time.pace.arrived(self.arrival.bytes)
            self.arrival = (self.time.now, 0)
        }
        self.arrival.bytes += bytes
    }

    /// - Returns: what libcurl's write callback returns: all of it, none and wait, or none and fail.
    private func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes.count <= self.maximumBytes - self.receivedBytes else {
            self.failure = FetchError(
                code: .responseTooLarge,
                message: "the body is larger than \(self.maximumBytes) bytes"
            )
            return 0
        }
        switch self.transfer.receive(bytes.bytes) {
        case .kept(let wake):
            self.receivedBytes += bytes.count
            self.noteArrival(of: bytes.count)
            self.clock.received(at: self.time.now)
            wake?.resume()
            return bytes.count
        case .holdBack:
            self.clock.heldBack()
            return Int(CURL_WRITEFUNC_PAUSE)
        case .refuse:
            return 0
        }
    }
}
