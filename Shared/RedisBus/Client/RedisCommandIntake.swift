import Synchronization

/// The intake of one connection, shared by its callers and its event loop.
final class RedisCommandIntake: Sendable {
    let state: Mutex<CommandIntake<RedisSubmission>>

    init(maximumCommands: Int, maximumBytes: Int) {
        self.state = Mutex(CommandIntake(maximumCommands: maximumCommands, maximumBytes: maximumBytes))
    }
}
