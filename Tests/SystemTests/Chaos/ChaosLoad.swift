import Foundation
import Messages
import RedisBus
import Synchronization
import TestSupport

@testable import Indexer

/// What people do while something breaks.
struct ChaosLoad: Sendable {
    /// Chats under way when the fault begins, and those that come while it lasts.
    private static let chats = (before: 20, during: 6)
    private static let analyses = (before: 2, during: 1)

    let fleet: Fleet
    /// How long the chats' answers are.
    var words = TaggedAnswer.words

    private enum Piece: Sendable {
        case chat(ChatReport)
        case analysis(ChaosAnalysis.Report)
        case mails([ChaosLedger.Mail])
        case searches(ChaosLedger.Searches)
    }

    /// What has come so far, for those who wait for it.
    private final class Progress: Sendable {
        let firstWords = Atomic(0)
        let isOver = Atomic(false)

        var goesOn: Bool { !self.isOver.load(ordering: .relaxed) && !Task.isCancelled }
    }

    /// Breaks something once all streams flow, and returns when everybody has got an answer or given up.
    func run(_ fault: () async throws -> Void) async throws -> ChaosLedger {
        let progress = Progress()
        return try await withThrowingTaskGroup(of: Piece.self) { people in
            for _ in 0..<Self.chats.before { people.addTask { await self.chat(progress) } }
            for _ in 0..<Self.analyses.before { people.addTask { await self.analysis() } }
            people.addTask { await self.publish(progress) }
            for _ in 0..<2 { people.addTask { await self.search(progress) } }
            try await eventually("\(Self.chats.before) flowing streams") {
                progress.firstWords.load(ordering: .relaxed) >= Self.chats.before
            }
            for _ in 0..<Self.chats.during { people.addTask { await self.chat(progress) } }
            for _ in 0..<Self.analyses.during { people.addTask { await self.analysis() } }
            try await fault()
            progress.isOver.store(true, ordering: .relaxed)
            var ledger = ChaosLedger()
            for try await piece in people {
                switch piece {
                case .chat(let report): ledger.chats.append(report)
                case .analysis(let report): ledger.analyses.append(report)
                case .mails(let mails): ledger.mails += mails
                case .searches(let searches): ledger.searches += searches
                }
            }
            return ledger
        }
    }

    private func chat(_ progress: Progress) async -> Piece {
        let chat = ChaosChat(number: self.fleet.nextNumber(), words: self.words, doors: self.fleet.doors)
        return .chat(await chat.run { progress.firstWords.add(1, ordering: .relaxed) })
    }

    private func analysis() async -> Piece {
        .analysis(await ChaosAnalysis(number: self.fleet.nextNumber(), doors: self.fleet.doors).run())
    }

    /// Publishes mails until the fault is over.
    private func publish(_ progress: Progress) async -> Piece {
        var mails: [ChaosLedger.Mail] = []
        while progress.goesOn {
            if let mail = await self.publishOne() { mails.append(mail) }
            try? await Task.sleep(for: .milliseconds(40))  // the load's pace
        }
        return .mails(mails)
    }

    /// Publishes a mail.
    ///
    /// - Parameter filler: Bytes of its body.
    func publishOne(filler: Int = 0) async -> ChaosLedger.Mail? {
        let number = self.fleet.nextNumber()
        let body = String(repeating: "filler ", count: filler / 7)
        guard let text = try? EventPublisher.mail(number, ChaosLedger.subject(number), body: body) else { return nil }
        let command = RedisCommand("PUBLISH", RedisArgument(BusKeys.eventFeed), RedisArgument(text))
        let reply = try? await self.fleet.redis.send(command)
        let identity = DomainEvent.identity(of: Array(text.utf8))
        return .init(number: number, identity: identity, listeners: reply?.int ?? 0)
    }

    /// Searches, one search after another, until the fault is over.
    private func search(_ progress: Progress) async -> Piece {
        var searches = ChaosLedger.Searches()
        var door = 0
        while progress.goesOn {
            let doors = self.fleet.doors
            do {
                let port = doors[door % doors.count]
                let client = HTTPClient(port: port, token: try Stack.token(), tenant: "1", patience: .seconds(15))
                let began = ContinuousClock.now
                let answer = try await client.get("/search?q=chaos&limit=3")
                searches.take(status: answer.status, after: ContinuousClock.now - began, answer.text)
            } catch {
                searches.cut += 1
            }
            door += 1
            try? await Task.sleep(for: .milliseconds(30))  // the load's pace
        }
        return .searches(searches)
    }
}
