import CCurl

/// What the loop's thread is given to run.
final class LoopThreadStart {
    private var loop: CurlLoop?
    private let mailbox: LoopMailbox

    init(loop: CurlLoop, mailbox: LoopMailbox) {
        self.loop = loop
        self.mailbox = mailbox
    }

    /// The thread's body: runs the loop, lets it go, and says so.
    static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        aura_name_thread("aura-fetch")
        let start = Unmanaged<LoopThreadStart>.fromOpaque(context).takeRetainedValue()
        start.loop?.run()
        start.loop = nil
        start.mailbox.loopHasEnded()
        return nil
    }
}
