import Testing

@testable import HTTPFetch

@Suite struct TransferStateTests {
    private static let head = ResponseHead(status: 200, headers: FetchHeaders())

    @Test func aReaderThatWaitsIsWokenByTheHeadByBytesAndByTheEnd() {
        var state = TransferState<Int>(highWaterMark: 10)
        #expect(isWait(state.takeHead()))
        #expect(state.park(1, forHead: true) == nil)
        #expect(state.receive(head: Self.head) == 1)
        #expect(isWait(state.takeBytes()))
        #expect(state.park(2, forHead: false) == nil)
        #expect(wakes(state.receive(bytes: [1, 2])) == 2)
        #expect(taken(state.takeBytes()) == Taken([1, 2]))
        #expect(state.park(3, forHead: false) == nil)
        #expect(state.end(nil) == 3)
        #expect(isEnd(state.takeBytes()))
    }

    @Test func aReaderDoesNotWaitForWhatHappenedBeforeItParked() {
        var state = TransferState<Int>(highWaterMark: 10)
        _ = state.receive(head: Self.head)
        #expect(state.park(1, forHead: true) == 1)
        _ = state.receive(bytes: [1])
        #expect(state.park(2, forHead: false) == 2)
        _ = state.takeBytes()
        _ = state.end(nil)
        #expect(state.park(3, forHead: false) == 3)
    }

    @Test func bytesBeyondTheMarkAreHeldBackUntilTheReaderHasTakenTheOthers() {
        var state = TransferState<Int>(highWaterMark: 4)
        _ = state.receive(head: Self.head)
        #expect(isKept(state.receive(bytes: [1, 2, 3])))
        #expect(isHeldBack(state.receive(bytes: [4, 5])))
        #expect(state.bufferedBytes == 3)
        #expect(taken(state.takeBytes()) == Taken([1, 2, 3], resume: true))
        #expect(isKept(state.receive(bytes: [4, 5])))
        #expect(taken(state.takeBytes()) == Taken([4, 5], resume: false))
    }

    @Test func onePieceLargerThanTheMarkIsTakenWhenNothingWaits() {
        var state = TransferState<Int>(highWaterMark: 2)
        _ = state.receive(head: Self.head)
        #expect(isKept(state.receive(bytes: [1, 2, 3])))
        #expect(isHeldBack(state.receive(bytes: [4])))
    }

    @Test func whatArrivedBeforeAFailureIsReadBeforeIt() {
        var state = TransferState<Int>(highWaterMark: 10)
        _ = state.receive(head: Self.head)
        _ = state.receive(bytes: [1])
        _ = state.end(FetchError(code: .connectionCut, message: ""))
        #expect(taken(state.takeBytes()) == Taken([1]))
        #expect(failure(state.takeBytes()) == .connectionCut)
        #expect(failure(state.takeBytes()) == .connectionCut)
    }

    @Test func cancellingWakesTheReaderTellsTheLoopOnceAndDropsTheBytes() {
        var state = TransferState<Int>(highWaterMark: 10)
        _ = state.receive(head: Self.head)
        #expect(state.park(1, forHead: false) == nil)
        #expect(state.cancel() == (1, true))
        #expect(state.cancel() == (nil, false))
        #expect(failure(state.takeBytes()) == .cancelled)
        #expect(isRefused(state.receive(bytes: [1])))
        #expect(state.end(nil) == nil)
        #expect(failure(state.takeBytes()) == .cancelled)
    }

    @Test func cancellingAFinishedTransferIsNoEndIfBytesWereLost() {
        var state = TransferState<Int>(highWaterMark: 10)
        _ = state.receive(head: Self.head)
        _ = state.receive(bytes: [1])
        _ = state.end(nil)
        #expect(state.cancel() == (nil, false))
        #expect(failure(state.takeBytes()) == .cancelled)
        var read = TransferState<Int>(highWaterMark: 10)
        _ = read.receive(head: Self.head)
        _ = read.end(nil)
        #expect(read.cancel() == (nil, false))
        #expect(isEnd(read.takeBytes()))
    }

    @Test func aSecondReaderIsRefusedWhileOneWaits() {
        var state = TransferState<Int>(highWaterMark: 10)
        _ = state.receive(head: Self.head)
        #expect(state.park(1, forHead: false) == nil)
        #expect(failure(state.takeBytes()) == .invalidRequest)
        #expect(state.park(2, forHead: false) == 2)
    }

    @Test func aTransferThatEndsWithoutAHeadIsAFailure() {
        var state = TransferState<Int>(highWaterMark: 10)
        _ = state.end(nil)
        guard case .failed(let error) = state.takeHead() else {
            Issue.record("no failure")
            return
        }
        #expect(error.code == .connectionCut)
    }

    private struct Taken: Equatable {
        var bytes: [UInt8]
        var resume: Bool

        init(_ bytes: [UInt8], resume: Bool = false) {
            self.bytes = bytes
            self.resume = resume
        }
    }

    private func taken(_ result: TransferState<Int>.BytesTaken) -> Taken? {
        if case .bytes(let bytes, let resume) = result { Taken(bytes, resume: resume) } else { nil }
    }

    private func failure(_ result: TransferState<Int>.BytesTaken) -> FetchError.Code? {
        if case .failed(let error) = result { error.code } else { nil }
    }

    private func isWait(_ result: TransferState<Int>.BytesTaken) -> Bool {
        if case .wait = result { true } else { false }
    }

    private func isWait(_ result: TransferState<Int>.HeadTaken) -> Bool {
        if case .wait = result { true } else { false }
    }

    private func isEnd(_ result: TransferState<Int>.BytesTaken) -> Bool {
        if case .end = result { true } else { false }
    }

    private func isKept(_ receipt: TransferState<Int>.Receipt) -> Bool {
        if case .kept = receipt { true } else { false }
    }

    private func isHeldBack(_ receipt: TransferState<Int>.Receipt) -> Bool {
        if case .holdBack = receipt { true } else { false }
    }

    private func isRefused(_ receipt: TransferState<Int>.Receipt) -> Bool {
        if case .refuse = receipt { true } else { false }
    }

    private func wakes(_ receipt: TransferState<Int>.Receipt) -> Int? {
        if case .kept(let wake) = receipt { wake } else { nil }
    }
}

extension TransferState {
    fileprivate mutating func receive(bytes: [UInt8]) -> Receipt {
        self.receive(bytes.span.bytes)
    }
}
