import ArgumentParser
import Foundation
import Indexer
import Messages
import RedisBus

/// Publishes events as the DWP services do.
struct EventsPublish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publishes events to the indexers, as the DWP services do.",
        discussion: """
            One event or one a line, as JSON from a file, from standard input, or made from --tenant, --id and what else \
            is known. All are checked by the indexer's own rules before the first is published.
            """
    )

    /// Bytes of a file or of standard input; one event may have 256 KiB.
    private static let inputLimit = 64 << 20

    /// The kinds of documents that can be made from options.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case mail, approval
    }

    @Argument(help: "A file of events; standard input without one, and with -.")
    var file: String?

    @Option(help: "Makes an event of a mail or an approval.")
    var kind: Kind?

    @Option(help: "The tenant of the event that is made.")
    var tenant: String?

    @Option(help: "The id of the mail or the approval.")
    var id: String?

    @Option(help: "The mail's subject, or the approval's title.")
    var title: String?

    @Option(help: "What is searched besides.")
    var body: String?

    @Option(help: "The user whom the event names.")
    var user: String?

    @Flag(help: "The mail or the approval was deleted.")
    var deleted = false

    @OptionGroup var output: JSONOption
    @OptionGroup var redis: RedisOptions

    func validate() throws {
        guard let kind = self.kind else {
            let isMeant =
                self.deleted || [self.tenant, self.id, self.title, self.body, self.user].contains { $0 != nil }
            guard !isMeant else { throw ValidationError("To make an event, say --kind mail or --kind approval.") }
            return
        }
        guard self.file == nil else { throw ValidationError("Name a file or say --kind, not both.") }
        guard self.tenant != nil, self.id != nil, self.deleted || self.title != nil else {
            throw ValidationError("--kind \(kind.rawValue) needs --tenant, --id and, unless --deleted, --title.")
        }
    }

    func run() async throws {
        try await reporting {
            let batch = try EventBatchText.events(in: try await self.text())
            for problem in batch.problems { Console.complain("aura: \(problem)") }
            guard batch.problems.isEmpty else { throw OperatorError.refused("nothing was published") }
            for notice in batch.notices { Console.complain("aura: \(notice)") }
            let heard = try await self.redis.withClient { client in try await self.publish(batch, client) }
            Console.say(self.report(published: batch.events.count, listeners: heard))
            guard let listeners = heard else {
                return Console.complain(
                    "aura: how many listened is not known: a node of a Redis cluster counts its own listeners only"
                )
            }
            guard listeners > 0 else {
                throw OperatorError.unavailable(
                    "nobody listened, so what was published is gone; is aura-indexer running?"
                )
            }
        }
    }

    /// What standard output says of it.
    func report(published count: Int, listeners: Int?) -> String {
        let heard = listeners.map { "\($0)" }
        guard !self.output.json else { return #"{"listeners":\#(heard ?? "null"),"published":\#(count)}"# }
        return "Published \(count)" + (heard.map { " to \($0) listening." } ?? ".")
    }

    /// The fewest that heard one of the events; nil where the replies do not say.
    ///
    /// - Parameter isCluster: Each reply counts those on one node, so that 0 does not mean nobody.
    static func listeners(_ replies: [Int], isCluster: Bool) -> Int? {
        let fewest = replies.min() ?? 0
        return isCluster && fewest == 0 ? nil : fewest
    }

    private func publish(_ batch: EventBatchText, _ client: RedisClient) async throws -> Int? {
        var listeners: [Int] = []
        for event in batch.events {
            let command = RedisCommand("PUBLISH", RedisArgument(BusKeys.eventFeed), RedisArgument(event))
            do throws(RedisError) {
                let reply = try await client.send(command)
                if let error = reply.error { throw RedisError(.reply, error.message) }
                listeners.append(reply.int ?? 0)
            } catch {
                throw OperatorError.unavailable("Redis did not take the event: \(error.message)")
            }
        }
        return Self.listeners(listeners, isCluster: client.configuration.isCluster)
    }

    private func text() async throws(OperatorError) -> String {
        if let kind = self.kind { return self.made(kind).text }
        guard let file = self.file, file != "-" else {
            guard !TerminalInput.isTerminal else {
                throw OperatorError(.validationFailure, "name a file, say --kind, or pipe events in")
            }
            return try await TerminalInput.all(upTo: Self.inputLimit)
        }
        return try TerminalInput.file(file, upTo: Self.inputLimit)
    }

    /// The event of the options, in the shape of the DWP services (docs/events.md).
    func made(_ kind: Kind, at time: Date = Date(), eventID: String = UUID().uuidString) -> JSONValue {
        var data: [String: JSONValue] = [:]
        data[kind == .mail ? "mailId" : "approvalId"] = self.id.map { .string($0) }
        data[kind == .mail ? "subject" : "title"] = self.title.map { .string($0) }
        data["body"] = self.body.map { .string($0) }
        var event: [String: JSONValue] = [
            "eventId": .string(eventID), "source": "aura-cli", "data": .object(data), "metadata": .null,
            "eventType": .string("\(kind.rawValue.uppercased())_\(self.deleted ? "DELETED" : kind.written)"),
            "timestamp": .string(time.formatted(.iso8601)),
        ]
        event["tenantId"] = self.tenant.map { .string($0) }
        event["userId"] = self.user.map { .string($0) }
        return .object(event)
    }
}

extension EventsPublish.Kind {
    /// What the event's type says of something new.
    fileprivate var written: String {
        switch self {
        case .mail: "SENT"
        case .approval: "CREATED"
        }
    }
}
