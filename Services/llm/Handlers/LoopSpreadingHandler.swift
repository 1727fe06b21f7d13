import Bus
import Messages
import NIOCore
import ServiceKit

/// Gives each command an event loop of its own turn, so that commands spread over all loops. Without it all would stay on
/// the loop that read them from the queue.
struct LoopSpreadingHandler<Handler: CommandHandler>: CommandHandler {
    let handler: Handler
    let loops: any EventLoopGroup

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        await withTaskExecutorPreference(EventLoopTaskExecutor(self.loops.next())) {
            await self.handler.handle(command, attempt: attempt)
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        await self.handler.giveUp(command, attempts: attempts)
    }
}
