import Glibc
package import Logging

/// Sends requests with libcurl on one thread of its own, which no request ever blocks.
///
/// The thread lives until `shutdown` or the fetcher's end; transfers still under way then fail with `shutDown`.
package final class CurlFetcher: HTTPFetching {
    private let mailbox: LoopMailbox

    /// Starts the thread.
    ///
    /// - Throws: `shutDown` if the system has no thread, descriptor or memory left.
    package init(
        configuration: CurlFetcherConfiguration = CurlFetcherConfiguration(),
        logger: Logger
    ) throws(FetchError) {
        let mailbox = try LoopMailbox()
        let loop = try CurlLoop(mailbox: mailbox, configuration: configuration, logger: logger)
        try Self.startThread(of: loop, mailbox: mailbox)
        self.mailbox = mailbox
    }

    deinit {
        self.mailbox.close()
    }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        try request.validate()
        let lease = TransferLease(Transfer(mailbox: self.mailbox))
        guard self.mailbox.send(.start(lease.transfer, request)) else { throw .loopEnded }
        let head = try await lease.transfer.head()
        return FetchResponse(status: head.status, headers: head.headers, body: FetchBody(source: lease))
    }

    /// Ends all transfers and the thread, and returns when both are gone.
    package func shutdown() async {
        self.mailbox.close()
        await self.mailbox.waitForEnd()
    }

    private static func startThread(of loop: CurlLoop, mailbox: LoopMailbox) throws(FetchError) {
        // The thread takes over the only reference to the loop. It inherits the mask: with CURLOPT_NOSIGNAL libcurl leaves
        // it to us that a write to a closed connection is an error and no signal.
        let start = Unmanaged.passRetained(LoopThreadStart(loop: loop, mailbox: mailbox))
        var pipe = sigset_t()
        var before = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        var thread = pthread_t()
        let result = pthread_create(&thread, nil, { LoopThreadStart.run($0) }, start.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard result == 0 else {
            start.release()
            throw FetchError(code: .shutDown, message: "the transfer loop's thread cannot start, errno \(result)")
        }
        pthread_detach(thread)
    }
}
