import ArgumentParser
import UnixSignals

/// Ctrl-C where it shall stop a run, and not only this process.
enum Interruption {
    private enum End {
        case done, interrupted
    }

    /// How long the edge may take to name a run that was just asked for.
    private static let patience = Duration.seconds(5)

    /// Does work; at Ctrl-C it stops the run under way and ends the process.
    static func stopping(
        _ active: ActiveRun,
        through client: EdgeClient,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint)
        try await withThrowingTaskGroup(of: End.self) { tasks in
            tasks.addTask {
                try await work()
                return .done
            }
            tasks.addTask {
                for await _ in signals { return .interrupted }
                return .done
            }
            defer { tasks.cancelAll() }
            guard try await tasks.next() == .interrupted else { return }
            await Self.stop(active, through: client)
            // Not by returning: whoever waits for a line of input cannot be called off.
            Aura.exit(withError: ExitCode.interrupted)
        }
    }

    private static func stop(_ active: ActiveRun, through client: EdgeClient) async {
        guard let run = await active.current(within: Self.patience) else { return Console.complain("") }
        var request = EdgeRequest.delete("runs", run)
        request.patience = Self.patience
        do {
            let answer = try await client.answer(to: request)
            Console.complain((200..<300).contains(answer.status) ? "\naura: stopped" : "\naura: \(answer.problem)")
        } catch {
            Console.complain("\naura: run \(run.harmless) could not be stopped: \(error)")
        }
    }
}
