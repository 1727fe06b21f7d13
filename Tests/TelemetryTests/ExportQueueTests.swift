import Synchronization
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(1))) struct ExportQueueTests {
    @Test func whatIsTooMuchIsDroppedAndTheRestArrivesInBatches() async {
        let dropped = Atomic(0)
        let queue = ExportQueue<Int>(
            capacity: 10,
            batch: 4,
            pause: .seconds(3600),
            grace: .seconds(30),
            onDrop: { dropped.add($0, ordering: .relaxed) }
        )
        for number in 0..<15 { queue.add(number) }
        queue.finish()
        let batches = Mutex<[[Int]]>([])
        await queue.run { batch in batches.withLock { $0.append(batch) } }
        #expect(batches.withLock { $0 } == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
        #expect(dropped.load(ordering: .relaxed) == 5)
    }

    @Test func fewGoTogetherAfterThePause() async {
        let queue = ExportQueue<Int>(
            capacity: 10,
            batch: 4,
            pause: .milliseconds(20),
            grace: .seconds(30),
            onDrop: { _ in }
        )
        queue.add(1)
        queue.add(2)
        let sent = Mutex<[Int]>([])
        await queue.run { batch in
            sent.withLock { $0 += batch }
            queue.finish()
        }
        #expect(sent.withLock { $0 } == [1, 2])
    }

    @Test func whoHangsIsWaitedForNoLongerThanTheGrace() async {
        let dropped = Atomic(0)
        let queue = ExportQueue<Int>(
            capacity: 10,
            batch: 1,
            pause: .seconds(3600),
            grace: .milliseconds(50),
            onDrop: { dropped.add($0, ordering: .relaxed) }
        )
        queue.add(1)
        queue.add(2)
        queue.finish()
        await queue.run { _ in try? await Task.sleep(for: .seconds(3600)) }
        #expect(dropped.load(ordering: .relaxed) == 1)
    }
}
