/// The reader's hold on a transfer: when it goes, an unfinished transfer is cancelled.
final class TransferLease: FetchBodySource {
    let transfer: Transfer

    init(_ transfer: Transfer) {
        self.transfer = transfer
    }

    deinit {
        self.transfer.cancel()
    }

    func next() async throws(FetchError) -> [UInt8]? {
        try await self.transfer.next()
    }

    func cancel() {
        self.transfer.cancel()
    }
}
