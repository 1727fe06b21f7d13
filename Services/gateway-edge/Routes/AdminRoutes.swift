import Bus
import Hummingbird
import Messages
import ServiceKit

/// `/admin`: how the processes do, and what was given up. Numbers are of all tenants, as queues are; letters are shown
/// and put back only where they are the caller's own tenant's.
struct AdminRoutes<Queue: CommandQueue, LeaseStore: Leases>: Sendable {
    /// Letters of a stream that are looked at for the caller's.
    private static var letterLimit: Int { 500 }

    let services: [WorkerService: ServiceQueue<Queue, LeaseStore>]
    let deadLetters: @Sendable (DeadLetterStream) -> any DeadLetterStore
    let hub: StreamHub
    let readiness: @Sendable () async -> [String: ReadinessStatus]

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.get("admin/overview") { _, _ in Response.enveloped(try await self.overview()) }
        router.get("admin/dead/:service") { _, context in Response.enveloped(try await self.letters(context)) }
        router.post("admin/dead/:service/:id/retry") { _, context in Response.enveloped(try await self.retry(context)) }
    }

    // MARK: - Overview

    private struct Overview: Encodable, Sendable {
        struct ServiceState: Encodable, Sendable {
            var name: String
            /// Commands that are not finished.
            var backlog: Int
            /// Instances that hold commands or have done so, and live.
            var workers: [String]
            var deadLetters: Int
        }

        /// Streams that this replica serves now.
        var openStreams: Int
        var checks: [String: String]
        var services: [ServiceState]
        /// Events that could not be indexed.
        var deadEvents: Int
    }

    private func overview() async throws -> Overview {
        var states: [Overview.ServiceState] = []
        for service in WorkerService.allCases {
            guard let queue = self.services[service] else { continue }
            // Where no worker was ever there, the bus has no group to ask about; the checks say so.
            let living = (try? await queue.census.living())?.keys.map(\.instance) ?? []
            states.append(
                .init(
                    name: service.rawValue,
                    backlog: try await queue.commands.backlog(),
                    workers: living.sorted(),
                    deadLetters: try await self.deadLetters(.commands(service)).count()
                )
            )
        }
        return Overview(
            openStreams: self.hub.viewerCount,
            checks: await self.readiness().mapValues(\.text),
            services: states,
            deadEvents: try await self.deadLetters(.events).count()
        )
    }

    // MARK: - Dead letters

    private struct Letters: Encodable, Sendable {
        var letters: [DeadLetterView]
        /// Whether they can be put back. A run that was given up has ended, and nothing begins it again.
        var canRetry: Bool
    }

    private struct Retried: Encodable, Sendable {
        var id: String
    }

    private static var notFound: EdgeError { EdgeError(.notFound, .notFound, .deadLetterNotFound) }

    private func letters(_ context: EdgeRequestContext) async throws -> Letters {
        let tenant = try context.caller().caller.tenant
        let (stream, store) = try self.store(context)
        let newest = try await store.newest(Self.letterLimit)
        // Events have no tenant beside them, so all are read.
        let letters = await withoutEventLoops { newest.compactMap { DeadLetterView($0, of: stream, for: tenant) } }
        return Letters(letters: letters, canRetry: Self.canRetry(stream))
    }

    private func retry(_ context: EdgeRequestContext) async throws -> Retried {
        let tenant = try context.caller().caller.tenant
        let (stream, store) = try self.store(context)
        guard let id = context.parameters.get("id"), let letter = try await store.letter(id),
            DeadLetterView(letter, of: stream, for: tenant) != nil
        else { throw Self.notFound }
        guard Self.canRetry(stream) else {
            throw EdgeError.invalid(.runEnded)
        }
        switch try await store.retry(id) {
        case .putBack: return Retried(id: id)
        case .missing: throw Self.notFound
        case .cut: throw EdgeError.invalid(.commandCut)
        case .foreign: throw EdgeError.invalid(.originUnknown)
        }
    }

    private static func canRetry(_ stream: DeadLetterStream) -> Bool { [.commands(.tasks), .events].contains(stream) }

    private func store(
        _ context: EdgeRequestContext
    ) throws(EdgeError) -> (stream: DeadLetterStream, store: any DeadLetterStore) {
        guard let stream = context.parameters.get("service").flatMap({ DeadLetterStream(name: $0) }) else {
            throw EdgeError(.notFound, .notFound, .noSuchService)
        }
        return (stream, self.deadLetters(stream))
    }
}
