import Messages
import TestSupport
import Testing

@testable import Bus

@Suite(.timeLimit(.minutes(1))) struct RunSubscriptionTests {
    private let entry = LogEntry(id: EventID(1, 1), event: .text("a"))

    @Test func whatCameBeforeTheReaderIsThere() async {
        let subscription = RunSubscription(run: .random())
        subscription.add(self.entry)
        #expect(await subscription.next(wakeAt: .now + .seconds(60)) == .entries([self.entry]))
    }

    @Test(arguments: [Wake.look, .clientGone, .shutdown])
    func aWaitingReaderIsWoken(by wake: Wake) async {
        let subscription = RunSubscription(run: .random())
        async let next = subscription.next(wakeAt: .now + .seconds(60))
        switch wake {
        case .look: subscription.look()
        case .clientGone: subscription.clientGone()
        default: subscription.shutDown()
        }
        #expect(await next == wake)
    }

    @Test func aWaitingReaderIsWokenWhenItsTimeHasCome() async {
        let subscription = RunSubscription(run: .random())
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { #expect(await subscription.next(wakeAt: .now + .seconds(60)) == .timer) }
            tasks.addTask {
                // A tick before the reader waits does nothing, so it is repeated.
                while !Task.isCancelled {
                    subscription.tick(now: .now + .seconds(120))
                    await Task.yield()
                }
            }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    @Test func everyEntryOfAFastWriterComesOnceAndInOrder() async {
        let subscription = RunSubscription(run: .random())
        let count = UInt64(SubscriptionState.entryLimit)
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for sequence in 1...count {
                    subscription.add(LogEntry(id: EventID(1, sequence), event: .text("a")))
                    if sequence.isMultiple(of: 7) { await Task.yield() }
                }
            }
            tasks.addTask {
                var seen: [UInt64] = []
                while seen.count < Int(count) {
                    guard case .entries(let entries) = await subscription.next(wakeAt: .now + .seconds(60)) else {
                        break
                    }
                    seen.append(contentsOf: entries.map(\.id.sequence))
                }
                #expect(seen == Array(1...count))
            }
        }
    }
}
