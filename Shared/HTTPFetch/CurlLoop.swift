import CCurl
import Glibc
import Logging

/// Owner of a libcurl multi handle and of all that is under way on it; confined to the thread that calls `run`.
///
/// libcurl names the sockets that it waits for, epoll watches them, and only what has something to do is looked at,
/// so that a turn costs the same however many streams are silent. Readers reach the loop through its mailbox.
final class CurlLoop {
    private let multi: UnsafeMutableRawPointer
    private let epoll: OwnedDescriptor
    private let mailbox: LoopMailbox
    private let configuration: CurlFetcherConfiguration
    private let logger: Logger
    private let libraryVersion: UInt32
    private let time: LoopTime
    /// When libcurl wants to be called without a socket's doing.
    private var timer: ContinuousClock.Instant?
    private var watched: Set<CInt> = []
    /// Sockets that are about to send a request, or to be connected.
    private var sending: Set<CInt> = []
    /// Whether more sockets were ready than a turn looks at.
    private var hasMore = false
    private var active: [ObjectIdentifier: ActiveTransfer] = [:]

    /// How long requests wait for what gathers.
    private static let longestForRequests = Duration.milliseconds(5)

    /// libcurl's own start, which must come first and once.
    private static let globalResult = curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32))

    /// - Throws: `shutDown` if the system has no descriptor or memory left.
    init(mailbox: LoopMailbox, configuration: CurlFetcherConfiguration, logger: Logger) throws(FetchError) {
        guard
            Self.globalResult == CURLE_OK,
            let epoll = OwnedDescriptor(epoll_create1(CInt(EPOLL_CLOEXEC))),
            let multi = curl_multi_init()
        else {
            throw FetchError(code: .shutDown, message: "the transfer loop cannot start, errno \(errno)")
        }
        self.epoll = epoll
        self.multi = multi
        self.mailbox = mailbox
        self.configuration = configuration
        self.logger = logger
        self.time = LoopTime(gathering: configuration.gathering)
        self.libraryVersion = aura_curl_version_number()
        _ = aura_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.maximumConnections)
        _ = aura_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maximumHostConnections)
        self.setCallbacks()
        self.watch(mailbox.descriptor, events: EPOLLIN.rawValue)
    }

    deinit {
        // The callbacks lead here, and closing idle connections would call them.
        _ = aura_curl_multi_set_socket_callback(self.multi, nil)
        _ = aura_curl_multi_set_timer_callback(self.multi, nil)
        curl_multi_cleanup(self.multi)
    }

    /// Carries transfers until the mailbox closes, then fails what is left.
    func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while self.turn(&events) {}
        for transfer in Array(self.active.values) { self.end(transfer, .loopEnded) }
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = aura_curl_multi_set_pointer(self.multi, CURLMOPT_SOCKETDATA, context)
        _ = aura_curl_multi_set_socket_callback(self.multi) { _, socket, wish, context, _ in
            guard let context else { return 0 }
            Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue().watch(socket, wish: wish)
            return 0
        }
        _ = aura_curl_multi_set_pointer(self.multi, CURLMOPT_TIMERDATA, context)
        _ = aura_curl_multi_set_timer_callback(self.multi) { _, milliseconds, context in
            guard let context else { return 0 }
            Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
            return 0
        }
    }

    /// Lets more arrive before the next turn where that pays; who leaves a message is heard at once.
    private func gather() {
        let now = ContinuousClock.now
        var pause = self.time.pace.pause(at: now)
        guard pause > .zero, !self.hasMore else { return }
        if !self.sending.isEmpty || self.active.values.contains(where: \.clock.isConnecting) {
            pause = min(pause, Self.longestForRequests)
        }
        pause -= self.time.now.duration(to: now)
        guard pause > .zero else { return }
        let limit = self.waitMilliseconds()
        let milliseconds = CInt(pause / .milliseconds(1))
        var mailbox = pollfd(fd: self.mailbox.descriptor, events: CShort(POLLIN), revents: 0)
        _ = poll(&mailbox, 1, limit < 0 ? milliseconds : min(milliseconds, limit))
    }

    /// Waits for something to do and does it; false when the loop is to end.
    private func turn(_ events: inout [epoll_event]) -> Bool {
        self.gather()
        let count = epoll_wait(self.epoll.number, &events, CInt(events.count), self.waitMilliseconds())
        guard count >= 0 || errno == EINTR else {
            self.logger.critical("Transfer loop failed", metadata: ["errno": "\(errno)"])
            self.mailbox.close()
            return false
        }
        self.hasMore = Int(count) == events.count
        self.time.update()
        var hasMessages = false
        for event in events.prefix(Int(max(0, count))) {
            if event.data.fd == self.mailbox.descriptor {
                hasMessages = true
            } else {
                self.act(on: event.data.fd, Self.flags(of: event.events))
            }
        }
        if hasMessages {
            guard let messages = self.mailbox.take() else { return false }
            for message in messages { self.carryOut(message) }
        }
        if let timer = self.timer, timer <= self.time.now {
            self.timer = nil
            self.act(on: CURL_SOCKET_TIMEOUT, 0)
        }
        self.endFinished()
        self.endExpired()
        return true
    }

    private func act(on socket: CInt, _ flags: CInt) {
        var running: CInt = 0
        let code = curl_multi_socket_action(self.multi, socket, flags, &running)
        if code != CURLM_OK {
            let reason = String(cString: curl_multi_strerror(code))
            self.logger.error("libcurl refused an event", metadata: ["error": "\(reason)"])
        }
    }

    private static func flags(of events: UInt32) -> CInt {
        var flags: CInt = 0
        if events & EPOLLIN.rawValue != 0 { flags |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { flags |= CURL_CSELECT_OUT }
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { flags |= CURL_CSELECT_ERR }
        return flags
    }

    // MARK: Messages

    private func carryOut(_ message: LoopMailbox.Message) {
        switch message {
        case .start(let transfer, let request):
            self.start(transfer, request)
        case .resume(let transfer):
            guard let active = self.active[ObjectIdentifier(transfer)], let failure = active.resume() else { return }
            self.end(active, failure)
        case .cancel(let transfer):
            guard let active = self.active[ObjectIdentifier(transfer)] else { return }
            self.end(active, nil)
        }
    }

    private func start(_ transfer: Transfer, _ request: FetchRequest) {
        guard !transfer.hasEnded else { return }
        do throws(FetchError) {
            let active = try ActiveTransfer(
                transfer,
                request: request,
                configuration: self.configuration,
                libraryVersion: self.libraryVersion,
                time: self.time
            )
            let code = curl_multi_add_handle(self.multi, active.handle)
            guard code == CURLM_OK else {
                throw FetchError(code: .connectFailed, message: String(cString: curl_multi_strerror(code)))
            }
            self.active[ObjectIdentifier(transfer)] = active
        } catch let error {
            transfer.end(error)
        }
    }

    // MARK: Ends

    /// Takes a transfer off libcurl, which closes its connection if the response is not whole.
    private func end(_ active: ActiveTransfer, _ failure: FetchError?) {
        self.active[ObjectIdentifier(active.transfer)] = nil
        curl_multi_remove_handle(self.multi, active.handle)
        active.transfer.end(failure)
    }

    private func endFinished() {
        var left: CInt = 0
        while let message = curl_multi_info_read(self.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            var context: UnsafeMutableRawPointer?
            guard
                aura_curl_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context) == CURLE_OK,
                let context
            else { continue }
            let active = ActiveTransfer.from(context)
            let result = aura_curl_message_result(message)
            self.end(active, active.failure ?? FetchError(result, message: active.errorMessage))
        }
    }

    private func endExpired() {
        guard self.time.beginsLook() else { return }
        for active in Array(self.active.values) {
            if let failure = active.clock.expired(at: self.time.now) {
                self.end(active, failure)
            } else {
                self.time.mayExpire(at: active.clock.next)
            }
        }
    }

    // MARK: What libcurl waits for

    private func watch(_ socket: CInt, wish: CInt) {
        if wish == CURL_POLL_OUT || wish == CURL_POLL_INOUT {
            self.sending.insert(socket)
        } else {
            self.sending.remove(socket)
        }
        switch wish {
        case CURL_POLL_IN: self.watch(socket, events: EPOLLIN.rawValue)
        case CURL_POLL_OUT: self.watch(socket, events: EPOLLOUT.rawValue)
        case CURL_POLL_INOUT: self.watch(socket, events: EPOLLIN.rawValue | EPOLLOUT.rawValue)
        default:
            guard self.watched.remove(socket) != nil else { return }
            // It fails where the socket is closed already, and so no longer watched.
            _ = epoll_ctl(self.epoll.number, EPOLL_CTL_DEL, socket, nil)
        }
    }

    private func watch(_ socket: CInt, events: UInt32) {
        var event = epoll_event(events: events, data: epoll_data_t(fd: socket))
        let isNew = self.watched.insert(socket).inserted
        var result = epoll_ctl(self.epoll.number, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event)
        if result != 0, errno == ENOENT || errno == EEXIST {
            // The number was closed behind our back, or lives on: then the other call is right.
            result = epoll_ctl(self.epoll.number, errno == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event)
        }
        if result != 0 {
            self.logger.error("Socket cannot be watched", metadata: ["errno": "\(errno)"])
        }
    }

    private func setTimer(_ milliseconds: Int) {
        self.timer = milliseconds < 0 ? nil : self.time.now + .milliseconds(milliseconds)
    }

    private func waitMilliseconds() -> CInt {
        guard var end = self.timer ?? self.time.nextExpiry else { return -1 }
        if let expiry = self.time.nextExpiry, expiry < end { end = expiry }
        let rest = ContinuousClock.now.duration(to: end).components
        guard rest.seconds >= 0, rest.attoseconds > 0 || rest.seconds > 0 else { return 0 }
        return CInt(min(rest.seconds, 3600) * 1000 + (rest.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
